package io.troop.plugins.prometheus;

import io.troop.metering.Sums;
import java.util.List;

/// One counter metric: a number for each combination of label values. *Thread-safe.*
final class Counters {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final Sums sums = new Sums();

  Counters(String name, String help, List<String> labels) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /// Adds to the number of these label values; nothing for zero or less.
  void add(long amount, List<String> values) {
    sums.add(amount, values);
  }

  void write(StringBuilder out) {
    if (sums.isEmpty()) {
      return;
    }
    TextFormat.head(out, name, help, "counter");
    sums.forEach((values, sum) -> {
      out.append(name);
      TextFormat.labels(out, labels, values);
      out.append(' ').append(sum).append('\n');
    });
  }
}
