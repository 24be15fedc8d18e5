package io.troop.plugins.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// One histogram metric in milliseconds: buckets for each combination of label values.
/// *Thread-safe.*
final class Histograms {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final List<String> bucketLabels;
  private final long[] limits;
  private final Map<List<String>, Series> series = new ConcurrentHashMap<>();

  Histograms(String name, String help, List<String> labels, long[] limits) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.limits = limits;
    List<String> withLimit = new ArrayList<>(labels);
    withLimit.add("le");
    this.bucketLabels = List.copyOf(withLimit);
  }

  /// Counts a duration; nothing for a negative one, which did not happen.
  void observe(long nanos, List<String> values) {
    if (nanos >= 0) {
      series.computeIfAbsent(values, _ -> new Series(limits.length + 1)).add(nanos / 1_000_000);
    }
  }

  void write(StringBuilder out) {
    if (series.isEmpty()) {
      return;
    }
    TextFormat.head(out, name, help, "histogram");
    series.forEach((values, found) -> write(out, values, found));
  }

  private void write(StringBuilder out, List<String> values, Series found) {
    long count = 0;
    for (int i = 0; i <= limits.length; i++) {
      count += found.buckets.get(i).sum();
      List<String> withLimit = new ArrayList<>(values);
      withLimit.add(i == limits.length ? "+Inf" : Long.toString(limits[i]));
      out.append(name).append("_bucket");
      TextFormat.labels(out, bucketLabels, withLimit);
      out.append(' ').append(count).append('\n');
    }
    out.append(name).append("_count");
    TextFormat.labels(out, labels, values);
    out.append(' ').append(count).append('\n').append(name).append("_sum");
    TextFormat.labels(out, labels, values);
    out.append(' ').append(found.sum.sum()).append('\n');
  }

  /// The buckets of one combination. *Thread-safe.*
  private final class Series {
    private final List<LongAdder> buckets = new ArrayList<>();
    private final LongAdder sum = new LongAdder();

    Series(int size) {
      for (int i = 0; i < size; i++) {
        buckets.add(new LongAdder());
      }
    }

    void add(long millis) {
      int bucket = 0;
      while (bucket < limits.length && millis > limits[bucket]) {
        bucket++;
      }
      buckets.get(bucket).increment();
      sum.add(millis);
    }
  }
}
