package io.troop.proxy;

import io.troop.plugin.tools.Tracing;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.util.List;
import java.util.Set;

/// Reads what is recorded for traces, by Kong's names. *Stateless.*
final class TracingSettings {
  private static final Set<String> KNOWN =
      Set.of(
          "off",
          "all",
          "request",
          "db_query",
          "dns_query",
          "router",
          "http_client",
          "balancer",
          "plugin_rewrite",
          "plugin_access",
          "plugin_header_filter");

  private static final Setting<Tracing> INSTRUMENTATIONS =
      new Setting<>(
          "tracing_instrumentations",
          "off",
          "off, all, or names such as request, balancer, separated by commas",
          false,
          text -> {
            List<String> names = List.of(text.strip().split("\\s*,\\s*", -1));
            return !KNOWN.containsAll(names)
                ? null
                : names.contains("off") ? Tracing.OFF : new Tracing(Set.copyOf(names), 0);
          });

  private static final Setting<Double> RATE =
      new Setting<>(
          "tracing_sampling_rate",
          "0.01",
          "a number from 0 to 1",
          false,
          text -> {
            if (!text.matches("[0-9]{0,9}(\\.[0-9]{1,15})?") || text.isEmpty()) {
              return null;
            }
            double rate = Double.parseDouble(text);
            return rate > 1 ? null : Double.valueOf(rate);
          });

  private TracingSettings() {}

  static Tracing of(Settings settings) {
    return new Tracing(settings.get(INSTRUMENTATIONS).instrumentations(), settings.get(RATE));
  }
}
