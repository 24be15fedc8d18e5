package io.troop.plugins.opentelemetry;

import io.troop.protobuf.ProtoWriter;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Spans and log lines as OTLP's messages (`opentelemetry-proto`, whose field numbers these are).
/// *Stateless.*
final class Otlp {
  static final int INTERNAL = 1;
  static final int SERVER = 2;
  static final int CLIENT = 3;

  private Otlp() {}

  /// One span.
  ///
  /// @param kind [#INTERNAL], [#SERVER] or [#CLIENT]
  /// @param failed whether its status is an error
  /// @param attributes values are text, numbers or truth values
  record Span(
      String traceId,
      String spanId,
      @Nullable String parentId,
      String name,
      int kind,
      Instant start,
      Instant end,
      boolean failed,
      Map<String, Object> attributes) {

    byte[] encoded() {
      ProtoWriter out = new ProtoWriter().bytes(1, id(traceId)).bytes(2, id(spanId));
      if (parentId != null) {
        out.bytes(4, id(parentId));
      }
      out.text(5, name).varint(6, kind).fixed64(7, nanos(start)).fixed64(8, nanos(end));
      write(out, 9, attributes);
      if (failed) {
        out.message(15, new ProtoWriter().varint(3, 2));
      }
      return out.bytes();
    }
  }

  /// What the gateway sends: spans or log records, each encoded, in one scope of one resource.
  static byte[] request(Map<String, Object> resource, List<byte[]> entries) {
    ProtoWriter attributes = new ProtoWriter();
    write(attributes, 1, resource);
    ProtoWriter scoped =
        new ProtoWriter().message(1, new ProtoWriter().text(1, "kong-internal").text(2, "0.1.0"));
    entries.forEach(entry -> scoped.bytes(2, entry));
    return new ProtoWriter()
        .message(1, new ProtoWriter().message(1, attributes).message(2, scoped))
        .bytes();
  }

  /// Requests put together: as they only repeat a field, what they have in a row is one, too.
  static byte[] joined(List<byte[]> requests) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    requests.forEach(all::writeBytes);
    return all.toByteArray();
  }

  static void write(ProtoWriter out, int field, Map<String, Object> attributes) {
    attributes.forEach((name, value) ->
        out.message(field, new ProtoWriter().text(1, name).message(2, value(value))));
  }

  private static ProtoWriter value(Object value) {
    ProtoWriter out = new ProtoWriter();
    return switch (value) {
      case Boolean truth -> out.varint(2, truth ? 1 : 0);
      case Number number -> out.varint(3, number.longValue());
      default -> out.text(1, value.toString());
    };
  }

  static byte[] id(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static long nanos(Instant moment) {
    return moment.getEpochSecond() * 1_000_000_000L + moment.getNano();
  }
}
