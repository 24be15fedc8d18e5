package io.troop.tracing;

import io.troop.plugin.Headers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Zipkin's headers: `b3` alone, or `X-B3-TraceId` and its like. Both are read. *Immutable.*
///
/// @param single whether it writes `b3` alone
record B3Format(boolean single) implements TraceFormat {
  private static final Pattern ONE =
      Pattern.compile(
          "([0-9a-fA-F]{16}|[0-9a-fA-F]{32})-([0-9a-fA-F]{16})(?:-([01d]))?"
              + "(?:-([0-9a-fA-F]{16}))?");

  @Override
  public String name() {
    return single ? "b3-single" : "b3";
  }

  @Override
  public @Nullable TraceContext read(Headers headers) {
    String one = one(headers);
    TraceContext first = one == null ? TraceContext.NONE : readOne(one);
    TraceContext second = readMany(headers);
    // The one header wins; the many fill in what it leaves out.
    TraceContext ids = first.traceId() != null ? first : second;
    String parent = first.parentId() != null ? first.parentId() : second.parentId();
    Boolean sampled = first.sampled() != null ? first.sampled() : second.sampled();
    String debug = first.debug() != null ? first.debug() : second.debug();
    TraceContext both =
        new TraceContext(
            ids.traceId(),
            ids.traceBytes(),
            ids.traceId() == null ? null : ids.spanId(),
            ids.traceId() == null ? null : parent,
            sampled,
            debug,
            Map.of(),
            true,
            one != null);
    // Kong: takes a `tracestate` without b3 for a context, and looks no further.
    return both.saysSomething() ? both : null;
  }

  private static @Nullable String one(Headers headers) {
    String own = headers.get("b3");
    if (own != null) {
      return own;
    }
    for (String line : headers.all("tracestate")) {
      if (line.startsWith("b3=") && line.length() > 3) {
        return line.substring(3);
      }
    }
    return null;
  }

  private static TraceContext readOne(String text) {
    switch (text) {
      case "1" -> {
        return TraceContext.of(null, null, null, true);
      }
      case "d" -> {
        return TraceContext.of(null, null, null, true).shared("1", true);
      }
      case "0" -> {
        return TraceContext.of(null, null, null, false);
      }
      default -> {
        // A trace, read below.
      }
    }
    Matcher parts = ONE.matcher(text);
    if (!parts.matches()) {
      return TraceContext.NONE;
    }
    String flag = parts.group(3);
    return TraceContext.of(
            Ids.hex(parts.group(1), 16, 32),
            Ids.hex(parts.group(2), 16, 16),
            Ids.hex(parts.group(4), 16, 16),
            flag == null ? null : Boolean.valueOf(!flag.equals("0")))
        .shared("d".equals(flag) ? "1" : null, true);
  }

  private static TraceContext readMany(Headers headers) {
    String debug = headers.get("x-b3-flags");
    Boolean sampled = "1".equals(debug) ? Boolean.TRUE : flag(headers.get("x-b3-sampled"));
    String traceText = headers.get("x-b3-traceid");
    String spanText = headers.get("x-b3-spanid");
    String parentText = headers.get("x-b3-parentspanid");
    String trace = Ids.trace(traceText);
    String span = Ids.hex(spanText, 16, 16);
    String parent = Ids.hex(parentText, 16, 16);
    boolean wrong =
        (traceText != null && trace == null)
            || (spanText != null && span == null)
            || (parentText != null && parent == null);
    TraceContext read =
        wrong
            ? TraceContext.of(null, null, null, sampled)
            : TraceContext.of(trace, span, parent, sampled);
    return read.shared(debug, false);
  }

  /// A yes or no of a header; null for anything else.
  static @Nullable Boolean flag(@Nullable String text) {
    return switch (text == null ? "" : text) {
      case "1", "true" -> Boolean.TRUE;
      case "0", "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  @Override
  public void write(TraceContext context, Headers.Mutable headers) {
    if (single) {
      headers.set("b3", one(context));
      return;
    }
    headers.set("x-b3-traceid", context.traceIn(Ids.TRACE, Ids.SPAN));
    headers.set("x-b3-spanid", String.valueOf(context.spanId()));
    if (context.parentId() != null) {
      headers.set("x-b3-parentspanid", context.parentId());
    }
    if (context.debug() != null) {
      headers.set("x-b3-flags", context.debug());
    } else {
      headers.set("x-b3-sampled", Boolean.TRUE.equals(context.sampled()) ? "1" : "0");
    }
  }

  private static String one(TraceContext context) {
    String sampled =
        "1".equals(context.debug())
            ? "-d"
            : context.sampled() == null ? "" : context.sampled() ? "-1" : "-0";
    return context.traceIn(Ids.TRACE, Ids.SPAN)
        + "-"
        + context.spanId()
        + sampled
        + (context.parentId() == null ? "" : "-" + context.parentId());
  }

  @Override
  public Map.Entry<String, String> logged(TraceContext context) {
    return Map.entry("b3", context.traceIn(Ids.TRACE, Ids.SPAN));
  }
}
