package io.troop.control.analytics;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Has traffic stored every few seconds, and partitions made and dropped every hour.
final class TrafficKeeper implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(TrafficKeeper.class);
  private static final int SAVE_SECONDS = 5;

  private final TrafficLog log;
  private final TrafficStore store;
  private final InstantSource clock;
  private final int phase;
  private @Nullable ScheduledExecutorService thread;

  /// @param phase when it starts, in Spring's order
  TrafficKeeper(TrafficLog log, TrafficStore store, InstantSource clock, int phase) {
    this.log = log;
    this.store = store;
    this.clock = clock;
    this.phase = phase;
  }

  @Override
  public void start() {
    keep();
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("traffic").daemon(true).factory());
    thread = started;
    var _ = started.scheduleWithFixedDelay(log::save, SAVE_SECONDS, SAVE_SECONDS, TimeUnit.SECONDS);
    var _ = started.scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.HOURS);
  }

  private void keep() {
    try {
      store.keep(clock.instant());
    } catch (RuntimeException problem) {
      LOG.warn("the tables of traffic can't be kept for now: {}", problem.getMessage());
    }
  }

  @Override
  public void stop() {
    ScheduledExecutorService running = thread;
    thread = null;
    if (running != null) {
      running.shutdownNow();
      log.save();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  @Override
  public int getPhase() {
    return phase;
  }
}
