package io.troop.plugins.opentelemetry;

import io.troop.metering.Distributions;
import io.troop.metering.Distributions.Distribution;
import io.troop.metering.Sums;
import io.troop.protobuf.ProtoWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metrics as OTLP's messages (`opentelemetry-proto`, whose field numbers these are): everything
/// since the beginning, each time. *Not thread-safe.*
final class OtlpMetrics {
  /// The label whose values are numbers.
  static final String STATUS_CODE = "kong.response.status_code";

  private static final int CUMULATIVE = 2;

  private final List<byte[]> metrics = new ArrayList<>();
  private final long since;
  private final long now;

  /// What the numbers of a distribution are.
  enum Unit {
    /// Measured in nanoseconds, told in seconds.
    SECONDS("s", 1e9),
    BYTES("By", 1);

    private final String name;
    private final double parts;

    Unit(String name, double parts) {
      this.name = name;
      this.parts = parts;
    }
  }

  /// @param since when counting began
  OtlpMetrics(Instant since, Instant now) {
    this.since = Otlp.nanos(since);
    this.now = Otlp.nanos(now);
  }

  /// The metrics that were written, each encoded.
  List<byte[]> encoded() {
    return metrics;
  }

  /// A number that grows; nothing while nothing was counted.
  void sum(String name, String description, String unit, List<String> labels, Sums sums) {
    ProtoWriter points = new ProtoWriter();
    sums.forEach(
        (values, sum) -> points.message(1, attributed(point(sum), 7, attributes(labels, values))));
    add(name, description, unit, 7, points.varint(2, CUMULATIVE).varint(3, 1), sums.isEmpty());
  }

  /// A number as of now for each of some combinations of labels; nothing for none.
  void gauge(
      String name, String description, List<String> labels, Map<List<String>, Integer> numbers) {
    ProtoWriter points = new ProtoWriter();
    numbers.forEach((values, number) ->
        points.message(1, attributed(point(number), 7, attributes(labels, values))));
    add(name, description, "1", 5, points, numbers.isEmpty());
  }

  /// How large what was measured was; nothing while nothing was.
  void histogram(
      String name, String description, Unit unit, List<String> labels, Distributions measured) {
    ProtoWriter limits = new ProtoWriter();
    for (long limit : measured.limits()) {
      limits.bareFixed64(Double.doubleToRawLongBits(limit / unit.parts));
    }
    ProtoWriter points = new ProtoWriter();
    measured.forEach((values, found) ->
        points.message(1, attributed(point(found, unit, limits), 9, attributes(labels, values))));
    add(name, description, unit.name, 9, points.varint(2, CUMULATIVE), measured.isEmpty());
  }

  private ProtoWriter point(long number) {
    return new ProtoWriter().fixed64(2, since).fixed64(3, now).fixed64(6, number);
  }

  private ProtoWriter point(Distribution found, Unit unit, ProtoWriter limits) {
    ProtoWriter counts = new ProtoWriter();
    long all = 0;
    for (long count : found.counts()) {
      counts.bareFixed64(count);
      all += count;
    }
    return new ProtoWriter()
        .fixed64(2, since)
        .fixed64(3, now)
        .fixed64(4, all)
        .fixed64(5, Double.doubleToRawLongBits(found.sum() / unit.parts))
        .message(6, counts)
        .message(7, limits);
  }

  private static ProtoWriter attributed(
      ProtoWriter point, int field, Map<String, Object> attributes) {
    Otlp.write(point, field, attributes);
    return point;
  }

  /// An empty value says that there is none.
  private static Map<String, Object> attributes(List<String> labels, List<String> values) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      String value = values.get(i);
      if (!value.isEmpty()) {
        attributes.put(
            labels.get(i), labels.get(i).equals(STATUS_CODE) ? Integer.valueOf(value) : value);
      }
    }
    return attributes;
  }

  private void add(
      String name, String description, String unit, int kind, ProtoWriter data, boolean nothing) {
    if (!nothing) {
      metrics.add(
          new ProtoWriter()
              .text(1, name)
              .text(2, description)
              .text(3, unit)
              .message(kind, data)
              .bytes());
    }
  }
}
