package io.troop.plugins.prometheus;

import io.troop.metering.Distributions;
import io.troop.metering.Distributions.Distribution;
import java.util.ArrayList;
import java.util.List;

/// One histogram metric in milliseconds: buckets for each combination of label values.
/// *Thread-safe.*
final class Histograms {
  private final String name;
  private final String help;
  private final List<String> labels;
  private final List<String> bucketLabels;
  private final long[] limits;
  private final Distributions millis;

  Histograms(String name, String help, List<String> labels, long[] limits) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.limits = limits;
    this.millis = new Distributions(limits);
    List<String> withLimit = new ArrayList<>(labels);
    withLimit.add("le");
    this.bucketLabels = List.copyOf(withLimit);
  }

  /// Counts a duration; nothing for a negative one, which did not happen.
  void observe(long nanos, List<String> values) {
    millis.observe(nanos < 0 ? -1 : nanos / 1_000_000, values);
  }

  void write(StringBuilder out) {
    if (millis.isEmpty()) {
      return;
    }
    TextFormat.head(out, name, help, "histogram");
    millis.forEach((values, found) -> write(out, values, found));
  }

  private void write(StringBuilder out, List<String> values, Distribution found) {
    long count = 0;
    for (int i = 0; i <= limits.length; i++) {
      count += found.counts()[i];
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
    out.append(' ').append(found.sum()).append('\n');
  }
}
