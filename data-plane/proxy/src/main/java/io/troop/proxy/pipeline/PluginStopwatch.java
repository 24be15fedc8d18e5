package io.troop.proxy.pipeline;

import io.troop.proxy.relay.Ticks;
import io.troop.proxy.telemetry.TrafficTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How long each plugin took of one request, over all its phases, waiting included. *Confined to
/// one exchange*; only some exchanges have one.
final class PluginStopwatch {

  private final Ticks ticks;
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private long begun;

  PluginStopwatch(Ticks ticks) {
    this.ticks = ticks;
  }

  /// A handler begins. Only one is at work at a time.
  void begin() {
    begun = ticks.nanos();
  }

  /// The handler that was at work has ended.
  ///
  /// @param plugin whose it was; empty for nobody's
  void end(String plugin) {
    if (!plugin.isEmpty()) {
      nanos.merge(plugin, ticks.nanos() - begun, Long::sum);
    }
  }

  /// The exchange is over.
  void count(TrafficTable table, @Nullable UUID route, int status) {
    nanos.forEach((plugin, time) -> table.timed(route, plugin, status, time / 1000));
  }
}
