package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Datadog's `x-datadog-…`, with decimal names. *Immutable.*
record DatadogFormat() implements TraceFormat {
  @Override
  public String name() {
    return "datadog";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String priority = headers.get("x-datadog-sampling-priority");
    Boolean sampled =
        switch (priority == null ? "" : priority) {
          case "1", "2" -> Boolean.TRUE;
          case "0", "-1" -> Boolean.FALSE;
          default -> null;
        };
    if (priority != null && sampled == null) {
      return null;
    }
    String trace = Ids.fromDecimal(headers.get("x-datadog-trace-id"));
    String span = trace == null ? null : Ids.fromDecimal(headers.get("x-datadog-parent-id"));
    TraceContext read = TraceContext.of(trace, span, null, sampled);
    return read.saysSomething() ? read : null;
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    headers.set("x-datadog-trace-id", Ids.toDecimal(context.traceIn(Ids.SPAN)));
    headers.set("x-datadog-parent-id", Ids.toDecimal(String.valueOf(context.spanId())));
    if (context.sampled() != null) {
      headers.set("x-datadog-sampling-priority", context.sampled() ? "1" : "0");
    }
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("datadog", Ids.toDecimal(context.traceIn(Ids.SPAN)));
  }
}
