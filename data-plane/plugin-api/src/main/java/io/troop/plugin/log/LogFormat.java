package io.troop.plugin.log;

import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes log entries the way one plugin instance is configured to. *Immutable.*
public final class LogFormat {

  private LogFormat() {}

  /// @param customFields the instance's `custom_fields_by_lua`
  /// @throws IllegalArgumentException when there are custom fields: a node that can't run their
  ///   code must not drop them in silence
  public static LogFormat of(@Nullable Map<String, String> customFields) {
    if (customFields != null && !customFields.isEmpty()) {
      throw new IllegalArgumentException(
          "custom_fields_by_lua: this node does not run Lua in log entries (expected: none); remove"
              + " "
              + customFields.keySet());
    }
    return new LogFormat();
  }

  /// The entry of an exchange that has ended.
  public Map<String, @Nullable Object> entry(Exchange exchange) {
    return LogEntry.of(exchange);
  }

  /// The entry as JSON in UTF-8, without a line end.
  public byte[] bytes(Exchange exchange) {
    return Json.bytes(entry(exchange));
  }
}
