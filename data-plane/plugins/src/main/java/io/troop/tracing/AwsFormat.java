package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// X-Ray's `x-amzn-trace-id`. *Immutable.*
record AwsFormat() implements TraceFormat {
  @Override
  public String name() {
    return "aws";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String text = headers.get("x-amzn-trace-id");
    if (text == null) {
      return null;
    }
    String trace = null;
    String span = null;
    Boolean sampled = null;
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
      switch (equals < 0 ? "" : pair.substring(0, equals).strip()) {
        case "Root" -> {
          trace = value.matches("1-[^-]{8}-[^-]{24}") ? value.substring(2).replace("-", "") : null;
          trace = Ids.hex(trace, 32, 32);
          if (trace == null) {
            return null;
          }
        }
        case "Parent" -> {
          span = Ids.hex(value, 16, 16);
          if (span == null) {
            return null;
          }
        }
        case "Sampled" -> {
          if (!value.equals("0") && !value.equals("1")) {
            return null;
          }
          sampled = value.equals("1");
        }
        default -> {
          // Other members say nothing of the trace.
        }
      }
    }
    TraceContext read = TraceContext.of(trace, trace == null ? null : span, null, sampled);
    return read.saysSomething() ? read : null;
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    String trace = context.traceIn(Ids.TRACE);
    headers.set(
        "x-amzn-trace-id",
        "Root=1-"
            + trace.substring(0, 8)
            + "-"
            + trace.substring(8)
            + ";Parent="
            + context.spanId()
            + ";Sampled="
            + (Boolean.TRUE.equals(context.sampled()) ? "1" : "0"));
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("aws", context.traceIn(Ids.TRACE));
  }
}
