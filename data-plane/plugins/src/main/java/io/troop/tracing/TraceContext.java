package io.troop.tracing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one service tells the next of a trace. *Immutable.*
///
/// @param traceId 32 hexadecimal digits; null when no trace was named
/// @param traceBytes how long the trace's name was where it was read; 0 for a new one
/// @param spanId 16 hexadecimal digits: the span that the message comes from; null for none
/// @param parentId the span's parent; null for none or unknown
/// @param sampled whether the trace is recorded; null when that is not decided yet
/// @param debug the value of `X-B3-Flags`; null for none
/// @param baggage what travels along
/// @param sharesSpan whether client and server describe one span of the same name, as with B3
/// @param single whether it came in one `b3` header
public record TraceContext(
    @Nullable String traceId,
    int traceBytes,
    @Nullable String spanId,
    @Nullable String parentId,
    @Nullable Boolean sampled,
    @Nullable String debug,
    Map<String, String> baggage,
    boolean sharesSpan,
    boolean single) {

  /// Nothing is known.
  public static final TraceContext NONE = of(null, null, null, null);

  public TraceContext {
    baggage = Map.copyOf(baggage);
  }

  /// A context as it is read: names of any length.
  static TraceContext of(
      @Nullable String traceId,
      @Nullable String spanId,
      @Nullable String parentId,
      @Nullable Boolean sampled) {
    return new TraceContext(
        traceId == null ? null : Ids.sized(traceId, Ids.TRACE),
        traceId == null ? 0 : (traceId.length() + 1) / 2,
        spanId == null ? null : Ids.sized(spanId, Ids.SPAN),
        parentId == null ? null : Ids.sized(parentId, Ids.SPAN),
        sampled,
        null,
        Map.of(),
        false,
        false);
  }

  TraceContext with(Map<String, String> more) {
    return new TraceContext(
        traceId, traceBytes, spanId, parentId, sampled, debug, more, sharesSpan, single);
  }

  TraceContext shared(@Nullable String debugFlags, boolean oneHeader) {
    return new TraceContext(
        traceId, traceBytes, spanId, parentId, sampled, debugFlags, baggage, true, oneHeader);
  }

  /// The same trace as it is told on, from another span.
  public TraceContext from(
      String trace, String span, @Nullable String parent, @Nullable Boolean recorded) {
    return new TraceContext(
        trace, traceBytes, span, parent, recorded, debug, baggage, sharesSpan, single);
  }

  /// Whether it says anything.
  boolean saysSomething() {
    return traceId != null || sampled != null || debug != null || !baggage.isEmpty();
  }

  /// The trace's name in the length it came in if that is one of these, else in the first of them.
  String traceIn(int... bytes) {
    int wanted = bytes[0];
    for (int each : bytes) {
      if (each == traceBytes) {
        wanted = each;
      }
    }
    return Ids.sized(traceId == null ? "" : traceId, wanted);
  }
}
