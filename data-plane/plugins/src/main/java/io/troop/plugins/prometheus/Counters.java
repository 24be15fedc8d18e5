package io.troop.plugins.prometheus;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// One counter metric: a number for each combination of label values. *Thread-safe.*
final class Counters {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final Map<List<String>, LongAdder> series = new ConcurrentHashMap<>();

  Counters(String name, String help, List<String> labels) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /// Adds to the number of these label values; nothing for zero or less.
  void add(long amount, List<String> values) {
    if (amount > 0) {
      series.computeIfAbsent(values, _ -> new LongAdder()).add(amount);
    }
  }

  void write(StringBuilder out) {
    if (series.isEmpty()) {
      return;
    }
    TextFormat.head(out, name, help, "counter");
    series.forEach((values, count) -> {
      out.append(name);
      TextFormat.labels(out, labels, values);
      out.append(' ').append(count.sum()).append('\n');
    });
  }
}
