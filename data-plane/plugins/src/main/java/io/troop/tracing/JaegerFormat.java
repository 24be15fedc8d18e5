package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Jaeger's `uber-trace-id` and `uberctx-…`. *Immutable.*
record JaegerFormat() implements TraceFormat {
  @Override
  public String name() {
    return "jaeger";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String text = headers.get("uber-trace-id");
    String[] parts = text == null ? new String[0] : text.split(":", -1);
    if (parts.length != 4) {
      return null;
    }
    String trace = Ids.hex(parts[0], 1, 32);
    String span = Ids.hex(parts[1], 1, 16);
    String parent = Ids.hex(parts[2], 1, 32);
    String flags = Ids.hex(parts[3], 1, 2);
    if (trace == null
        || span == null
        || parent == null
        || flags == null
        || Ids.isZero(trace)
        || Ids.isZero(span)) {
      return null;
    }
    boolean root = Ids.isZero(parent);
    boolean sampled = (Integer.parseInt(flags, 16) & 1) == 1;
    return TraceContext.of(trace, span, root ? null : parent, sampled)
        .with(Baggage.read(headers, "uberctx-"))
        .shared(null, false);
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    headers.set(
        "uber-trace-id",
        String.join(
            ":",
            context.traceIn(Ids.TRACE, Ids.SPAN),
            context.spanId(),
            context.parentId() == null ? "0" : context.parentId(),
            Boolean.TRUE.equals(context.sampled()) ? "01" : "00"));
    Baggage.write(context.baggage(), "uberctx-", headers);
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("jaeger", context.traceIn(Ids.TRACE, Ids.SPAN));
  }
}
