package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Instana's `x-instana-t`, `-s` and `-l`. *Immutable.*
record InstanaFormat() implements TraceFormat {
  @Override
  public String name() {
    return "instana";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String trace = Ids.trace(headers.get("x-instana-t"));
    String span = Ids.hex(headers.get("x-instana-s"), 1, 16);
    String level = headers.get("x-instana-l");
    if (trace == null || span == null) {
      return null;
    }
    // A level may carry a correlation after it: "1,correlationType=web;correlationId=…".
    return TraceContext.of(trace, span, null, level != null && level.startsWith("1"));
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    headers.set("x-instana-t", context.traceIn(Ids.TRACE, Ids.SPAN));
    headers.set("x-instana-s", String.valueOf(context.spanId()));
    if (context.sampled() != null) {
      headers.set("x-instana-l", context.sampled() ? "1" : "0");
    }
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("instana", context.traceIn(Ids.TRACE, Ids.SPAN));
  }
}
