package io.troop.control.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metrics as OTLP has them in JSON: cumulative, 64-bit numbers as texts. *Immutable.*
final class OtlpJson {

  private static final int CUMULATIVE = 2;

  private final Map<String, Object> times = new LinkedHashMap<>();
  private final List<Map<String, Object>> attributes;

  /// @param attributes of the resource
  /// @param begin since when sums are counted
  OtlpJson(Map<String, String> attributes, Instant begin, Instant now) {
    this.attributes = attributes(attributes);
    times.put("startTimeUnixNano", nanos(begin));
    times.put("timeUnixNano", nanos(now));
  }

  private static String nanos(Instant moment) {
    return String.valueOf(moment.getEpochSecond() * 1_000_000_000L + moment.getNano());
  }

  private static List<Map<String, Object>> attributes(Map<String, String> labels) {
    List<Map<String, Object>> list = new ArrayList<>();
    labels.forEach(
        (name, value) -> list.add(Map.of("key", name, "value", Map.of("stringValue", value))));
    return list;
  }

  /// One element of `resourceMetrics`.
  Map<String, Object> resource(List<Metric> metrics) {
    Map<String, Object> scope =
        Map.of(
            "scope",
            Map.of("name", "io.troop.analytics"),
            "metrics",
            metrics.stream().filter(one -> !one.points().isEmpty()).map(this::metric).toList());
    return Map.of("resource", Map.of("attributes", attributes), "scopeMetrics", List.of(scope));
  }

  private Map<String, Object> metric(Metric metric) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", metric.name());
    document.put("unit", metric.unit());
    document.put("description", metric.description());
    List<Map<String, Object>> points = metric.points().stream().map(this::point).toList();
    switch (metric.kind()) {
      case SUM ->
          document.put(
              "sum",
              Map.of(
                  "dataPoints", points, "aggregationTemporality", CUMULATIVE, "isMonotonic", true));
      case HISTOGRAM ->
          document.put(
              "histogram", Map.of("dataPoints", points, "aggregationTemporality", CUMULATIVE));
      case GAUGE -> document.put("gauge", Map.of("dataPoints", points));
    }
    return document;
  }

  private Map<String, Object> point(Metric.Point point) {
    Map<String, Object> document = new LinkedHashMap<>(times);
    document.put("attributes", attributes(point.labels()));
    switch (point) {
      case Metric.Amount number -> document.put("asInt", String.valueOf(number.value()));
      case Metric.Distribution distribution -> {
        List<String> buckets = new ArrayList<>();
        long before = 0;
        for (long atMost : distribution.atMost()) {
          buckets.add(String.valueOf(atMost - before));
          before = atMost;
        }
        buckets.add(String.valueOf(distribution.count() - before));
        document.put("count", String.valueOf(distribution.count()));
        document.put("sum", distribution.sum());
        document.put("bucketCounts", buckets);
        document.put("explicitBounds", Metric.BOUNDS);
      }
    }
    return document;
  }
}
