package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// OpenTracing's `ot-tracer-…` and `ot-baggage-…`. *Immutable.*
record OtFormat() implements TraceFormat {
  @Override
  public String name() {
    return "ot";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    Boolean sampled = B3Format.flag(headers.get("ot-tracer-sampled"));
    String trace = Ids.trace(headers.get("ot-tracer-traceid"));
    String spanText = headers.get("ot-tracer-spanid");
    String span = Ids.hex(spanText, 16, 16);
    boolean wrong = trace == null || (spanText != null && span == null);
    TraceContext read = TraceContext.of(wrong ? null : trace, wrong ? null : span, null, sampled);
    return read.saysSomething() ? read.with(Baggage.read(headers, "ot-baggage-")) : null;
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    headers.set("ot-tracer-traceid", context.traceIn(Ids.SPAN, Ids.TRACE));
    headers.set("ot-tracer-spanid", String.valueOf(context.spanId()));
    if (context.sampled() != null) {
      headers.set("ot-tracer-sampled", context.sampled() ? "1" : "0");
    }
    Baggage.write(context.baggage(), "ot-baggage-", headers);
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("ot", context.traceIn(Ids.SPAN, Ids.TRACE));
  }
}
