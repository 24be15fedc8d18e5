package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Google Cloud's `x-cloud-trace-context`. *Immutable.*
record GcpFormat() implements TraceFormat {
  private static final Pattern ONE = Pattern.compile("([0-9a-f]{32})/([0-9]{1,20})(?:;o=([0-9]))?");

  @Override
  public String name() {
    return "gcp";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String text = headers.get("x-cloud-trace-context");
    if (text == null) {
      return null;
    }
    Matcher parts = ONE.matcher(text);
    String span = parts.matches() ? Ids.fromDecimal(parts.group(2)) : null;
    return span == null
        ? null
        : TraceContext.of(parts.group(1), span, null, "1".equals(parts.group(3)));
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    headers.set(
        "x-cloud-trace-context",
        context.traceIn(Ids.TRACE)
            + "/"
            + Ids.toDecimal(String.valueOf(context.spanId()))
            + ";o="
            + (Boolean.TRUE.equals(context.sampled()) ? "1" : "0"));
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("gcp", context.traceIn(Ids.TRACE));
  }
}
