package io.troop.plugin.log;

import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes log entries the way one plugin instance is configured to. *Immutable.*
public final class LogFormat {
  private final @Nullable CustomFields custom;

  private LogFormat(@Nullable CustomFields custom) {
    this.custom = custom;
  }

  /// @param customFields the instance's `custom_fields_by_lua`
  /// @throws io.troop.plugin.template.TemplateException when their code can't be read
  public static LogFormat of(@Nullable Map<String, String> customFields) {
    return new LogFormat(
        customFields == null || customFields.isEmpty() ? null : new CustomFields(customFields));
  }

  /// The entry of an exchange that has ended.
  public Map<String, @Nullable Object> entry(Exchange exchange) {
    if (custom != null) {
      custom.apply(exchange);
    }
    return LogEntry.of(exchange);
  }

  /// The entry as JSON in UTF-8, without a line end.
  public byte[] bytes(Exchange exchange) {
    return Json.bytes(entry(exchange));
  }
}
