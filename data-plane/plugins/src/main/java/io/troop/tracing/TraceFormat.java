package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One way to write a trace's context into headers (Kong's `observability/tracing/propagation`).
/// *Immutable.*
sealed interface TraceFormat
    permits W3cFormat,
        B3Format,
        JaegerFormat,
        OtFormat,
        DatadogFormat,
        AwsFormat,
        GcpFormat,
        InstanaFormat {

  B3Format B3 = new B3Format(false);
  B3Format B3_SINGLE = new B3Format(true);
  W3cFormat W3C = new W3cFormat();

  /// All formats by Kong's names, in the order in which Kong looks for them.
  List<TraceFormat> ALL =
      List.of(
          B3,
          W3C,
          new JaegerFormat(),
          new OtFormat(),
          new DatadogFormat(),
          new AwsFormat(),
          new GcpFormat(),
          new InstanaFormat(),
          B3_SINGLE);

  static TraceFormat named(String name) {
    for (TraceFormat format : ALL) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    throw new IllegalArgumentException(name + " (expected: one of " + ALL + ")");
  }

  /// Kong's name, such as `w3c`.
  String name();

  /// What the headers say; null when they say nothing in this format, or nothing valid.
  @Nullable TraceContext read(Headers headers);

  /// Writes a context that names a trace and a span.
  void write(TraceContext context, Headers.Mutable headers);

  /// The trace's name as this format writes it, with the key it has in log entries.
  Map.Entry<String, String> logged(TraceContext context);
}
