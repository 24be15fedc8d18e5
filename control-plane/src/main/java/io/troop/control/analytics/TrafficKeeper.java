package io.troop.control.analytics;

import io.troop.control.task.Background;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Has traffic stored every few seconds, and partitions made and dropped every hour.
final class TrafficKeeper extends Background {

  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration KEEP_PERIOD = Duration.ofHours(1);

  private final TrafficLog log;
  private final TrafficStore store;
  private final InstantSource clock;
  private final int phase;
  private Instant keepAt;

  /// @param phase when it starts, in Spring's order
  TrafficKeeper(TrafficLog log, TrafficStore store, InstantSource clock, int phase) {
    super("traffic");
    this.log = log;
    this.store = store;
    this.clock = clock;
    this.phase = phase;
    this.keepAt = clock.instant();
  }

  @Override
  public void start() {
    keep();
    super.start();
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(
        PERIOD,
        "traffic can't be stored for now",
        () -> {
          log.save();
          if (clock.instant().isAfter(keepAt)) {
            keep();
          }
        });
  }

  private void keep() {
    Instant now = clock.instant();
    keepAt = now.plus(KEEP_PERIOD);
    attempt("the tables of traffic can't be kept for now", () -> store.keep(now));
  }

  @Override
  public void stop() {
    super.stop();
    log.save();
  }

  @Override
  public int getPhase() {
    return phase;
  }
}
