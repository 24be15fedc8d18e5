package io.troop.control.analytics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metrics in the text format of Prometheus, version 0.0.4. *Stateless.*
final class PrometheusText {

  static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  private PrometheusText() {}

  static String of(List<Metric> metrics) {
    StringBuilder out = new StringBuilder();
    metrics.forEach(metric -> write(metric, out));
    return out.toString();
  }

  private static void write(Metric metric, StringBuilder out) {
    String name = name(metric);
    String type =
        switch (metric.kind()) {
          case SUM -> "counter";
          case HISTOGRAM -> "histogram";
          case GAUGE -> "gauge";
        };
    out.append("# HELP ").append(name).append(' ').append(metric.description()).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    for (Metric.Point point : metric.points()) {
      switch (point) {
        case Metric.Amount number ->
            line(out, name, labels(number.labels(), null), String.valueOf(number.value()));
        case Metric.Distribution distribution -> write(name, distribution, out);
      }
    }
  }

  private static void write(String name, Metric.Distribution point, StringBuilder out) {
    for (int i = 0; i < Metric.BOUNDS.size(); i++) {
      String bound = String.valueOf(Metric.BOUNDS.get(i));
      line(
          out,
          name + "_bucket",
          labels(point.labels(), bound),
          String.valueOf(point.atMost().get(i)));
    }
    line(out, name + "_bucket", labels(point.labels(), "+Inf"), String.valueOf(point.count()));
    line(out, name + "_sum", labels(point.labels(), null), String.valueOf(point.sum()));
    line(out, name + "_count", labels(point.labels(), null), String.valueOf(point.count()));
  }

  /// As Prometheus writes names of OpenTelemetry.
  private static String name(Metric metric) {
    String unit =
        switch (metric.unit()) {
          case "s" -> "_seconds";
          case "By" -> "_bytes";
          default -> "";
        };
    String suffix = metric.kind() == Metric.Kind.SUM ? "_total" : "";
    return metric.name().replace('.', '_') + unit + suffix;
  }

  private static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name).append(labels).append(' ').append(value).append('\n');
  }

  private static String labels(Map<String, String> labels, @Nullable String bound) {
    StringBuilder out = new StringBuilder("{");
    labels.forEach((name, value) -> append(out, name, value));
    if (bound != null) {
      append(out, "le", bound);
    }
    return out.length() == 1 ? "" : out.append('}').toString();
  }

  private static void append(StringBuilder out, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    out.append(out.length() == 1 ? "" : ",").append(name).append("=\"").append(escaped).append('"');
  }
}
