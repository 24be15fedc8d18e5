package io.troop.control.governance.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts failed attempts by key, such as an address or a user's name, and closes the door for a
/// while after too many. *Thread-safe.*
final class Attempts {

  private static final int MOST_KEYS = 100_000;

  private final int most;
  private final Duration within;
  private final InstantSource clock;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  private record Count(int failures, Instant until) {}

  /// @param most how many failures there may be
  /// @param within counted from the last one; also how long the door stays closed
  Attempts(int most, Duration within, InstantSource clock) {
    this.most = most;
    this.within = within;
    this.clock = clock;
  }

  /// How long the door is still closed; zero when it is open.
  Duration closedFor(String key) {
    Count count = counts.get(key);
    if (count == null || count.failures() < most) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(clock.instant(), count.until());
    // Longer than it ever is closed: the clock was set back.
    if (left.isPositive() && left.compareTo(within) <= 0) {
      return left;
    }
    counts.remove(key, count);
    return Duration.ZERO;
  }

  void failed(String key) {
    Instant now = clock.instant();
    if (counts.size() >= MOST_KEYS) {
      counts.values().removeIf(count -> !count.until().isAfter(now));
    }
    counts.compute(
        key,
        (_, count) ->
            new Count(
                count == null || !count.until().isAfter(now) ? 1 : count.failures() + 1,
                now.plus(within)));
  }

  void succeeded(String key) {
    counts.remove(key);
  }
}
