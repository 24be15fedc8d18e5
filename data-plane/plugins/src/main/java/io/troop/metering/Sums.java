package io.troop.metering;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/// A growing number for each combination of label values. *Thread-safe.*
public final class Sums {
  private final Map<List<String>, LongAdder> series = new ConcurrentHashMap<>();

  /// Adds to the number of these label values; nothing for zero or less.
  public void add(long amount, List<String> values) {
    if (amount > 0) {
      series.computeIfAbsent(values, _ -> new LongAdder()).add(amount);
    }
  }

  public boolean isEmpty() {
    return series.isEmpty();
  }

  /// Tells each combination and its number as of now.
  public void forEach(ObjLongConsumer<List<String>> reader) {
    series.forEach((values, sum) -> reader.accept(values, sum.sum()));
  }
}
