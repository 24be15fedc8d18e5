package io.troop.proxy.live;

import io.troop.proxy.chain.ConfiguredPlugin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes what left the configuration, after the requests that still use it had time to end.
/// *Thread-safe.*
public final class Retirement {
  private static final Logger log = LoggerFactory.getLogger(Retirement.class);

  private final ScheduledExecutorService timer;
  private final Duration grace;

  /// @param timer not closed with this object
  /// @param grace how long a request may still use what left
  public Retirement(ScheduledExecutorService timer, Duration grace) {
    this.timer = timer;
    this.grace = grace;
  }

  void of(List<ConfiguredPlugin> plugins) {
    if (plugins.isEmpty()) {
      return;
    }
    List<ConfiguredPlugin> leaving = List.copyOf(plugins);
    var _ = timer.schedule(() -> close(leaving), grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void close(List<ConfiguredPlugin> plugins) {
    for (ConfiguredPlugin plugin : plugins) {
      try {
        plugin.close();
      } catch (Exception e) {
        log.warn("{} could not be closed", plugin, e);
      }
    }
  }
}
