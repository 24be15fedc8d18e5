package io.troop.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Durations seen, and what is said of them. *Thread-safe.*
final class Timings {

  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  void add(long seen) {
    nanos.add(seen);
  }

  /// The longest, in nanoseconds; 0 for none.
  long most() {
    synchronized (nanos) {
      return nanos.stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }

  /// In milliseconds, such as `p50 12.3 ms, p99 45.6 ms, most 78.9 ms (of 1000)`.
  @Override
  public String toString() {
    List<Long> sorted;
    synchronized (nanos) {
      sorted = nanos.stream().sorted().toList();
    }
    if (sorted.isEmpty()) {
      return "nothing seen";
    }
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, most %.1f ms (of %d)",
        millis(sorted, 0.5),
        millis(sorted, 0.99),
        millis(sorted, 1),
        sorted.size());
  }

  private static double millis(List<Long> sorted, double share) {
    int at = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, at)) / 1e6;
  }
}
