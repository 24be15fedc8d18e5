package io.troop.proxy.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try: a random time, so that a fleet does not come back as one.
/// *Immutable.*
record Retry(Duration least, Duration most) {

  /// Until a control plane says otherwise.
  static final Retry USUAL = new Retry(Duration.ofSeconds(2), Duration.ofSeconds(8));

  /// What the control plane asks for; the usual where it makes no sense.
  static Retry hinted(long leastMillis, long mostMillis) {
    if (leastMillis < 0 || mostMillis <= 0 || mostMillis < leastMillis) {
      return USUAL;
    }
    long longest = Duration.ofMinutes(10).toMillis();
    return new Retry(
        Duration.ofMillis(Math.min(leastMillis, longest)),
        Duration.ofMillis(Math.min(mostMillis, longest)));
  }

  Duration pick(RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }
}
