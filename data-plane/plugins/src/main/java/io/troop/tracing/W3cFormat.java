package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `traceparent`, as W3C's Trace Context has it. *Immutable.*
record W3cFormat() implements TraceFormat {
  @Override
  public String name() {
    return "w3c";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String text = headers.get("traceparent");
    String[] parts = text == null ? new String[0] : text.split("-", -1);
    if (parts.length != 4 || !parts[0].equals("00")) {
      return null;
    }
    String trace = Ids.hex(parts[1], 32, 32);
    String span = Ids.hex(parts[2], 16, 16);
    String flags = Ids.hex(parts[3], 2, 2);
    if (trace == null || span == null || flags == null || Ids.isZero(trace) || Ids.isZero(span)) {
      return null;
    }
    return TraceContext.of(trace, span, null, (Integer.parseInt(flags, 16) & 1) == 1);
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    headers.set(
        "traceparent",
        "00-"
            + context.traceIn(Ids.TRACE)
            + "-"
            + context.spanId()
            + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00"));
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("w3c", context.traceIn(Ids.TRACE));
  }
}
