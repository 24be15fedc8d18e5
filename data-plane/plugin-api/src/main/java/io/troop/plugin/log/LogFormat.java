package io.troop.plugin.log;

import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes log entries the way one plugin instance is configured to. *Immutable.*
public final class LogFormat {
  /// What the last one wrote: several log plugins mostly write the same.
  private static final Exchange.Slot<byte[]> WRITTEN = new Exchange.Slot<>("log entry");

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
    applyCustom(exchange);
    return LogEntry.of(exchange);
  }

  private void applyCustom(Exchange exchange) {
    if (custom != null) {
      custom.apply(exchange);
      exchange.set(WRITTEN, null);
    }
  }

  /// The entry as JSON in UTF-8, without a line end. Not to be changed: others get the same.
  public byte[] bytes(Exchange exchange) {
    applyCustom(exchange);
    byte[] known = exchange.get(WRITTEN);
    if (known == null) {
      known = Json.bytes(LogEntry.of(exchange));
      exchange.set(WRITTEN, known);
    }
    return known;
  }
}
