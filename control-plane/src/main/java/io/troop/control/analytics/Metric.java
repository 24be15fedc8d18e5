package io.troop.control.analytics;

import io.troop.sketch.LatencySketch;
import java.util.List;
import java.util.Map;

/// A metric with its points, in the form that is common to Prometheus and OTLP. *Immutable.*
///
/// @param name with dots, such as `troop.requests`
/// @param unit as UCUM has it, such as `s`; `1` for a plain number
/// @param points all sums, or all histograms, or all gauges
record Metric(String name, String unit, String description, Kind kind, List<Point> points) {

  /// What kind of number it is.
  enum Kind {
    /// Only ever grows.
    SUM,
    /// Sums by how large each single value was.
    HISTOGRAM,
    /// Goes up and down.
    GAUGE
  }

  /// One series.
  sealed interface Point {
    Map<String, String> labels();
  }

  record Amount(Map<String, String> labels, long value) implements Point {}

  /// @param atMost how many values were not above each of [#BOUNDS]
  /// @param sum of the values, in seconds
  record Distribution(Map<String, String> labels, List<Long> atMost, long count, double sum)
      implements Point {}

  /// The bounds of all histograms, in seconds.
  static final List<Double> BOUNDS =
      List.of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

  /// @param sketch of microseconds
  static Distribution distribution(Map<String, String> labels, LatencySketch sketch) {
    List<Long> atMost =
        BOUNDS.stream().map(bound -> sketch.atMost(Math.round(bound * 1_000_000))).toList();
    return new Distribution(labels, atMost, sketch.count(), sketch.sum() / 1_000_000);
  }
}
