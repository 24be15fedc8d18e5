package io.troop.tracing;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a trace's context from a request, and tells it on to the upstream. *Immutable.*
///
/// Settings and their older forms are read as Kong does
/// (`observability/tracing/propagation/init.lua`).
public final class Propagation {
  private final List<TraceFormat> read;
  private final List<String> cleared;
  private final List<String> written;
  private final String preset;

  /// A context and where it was found.
  ///
  /// @param format Kong's name of it; null when nothing was found
  public record Found(TraceContext context, @Nullable String format) {}

  private Propagation(
      List<String> read, List<String> cleared, List<String> written, String preset) {
    this.read = read.stream().map(TraceFormat::named).toList();
    this.cleared = List.copyOf(cleared);
    this.written = List.copyOf(written);
    this.preset = preset;
  }

  /// @param headerType the older setting, which counts when `config` names no format
  /// @param defaultHeaderType the older setting for the format of new traces; null for none
  public static Propagation of(
      PropagationConfig config, String headerType, @Nullable String defaultHeaderType) {
    if (config.isSet()) {
      return new Propagation(
          orNone(config.extract()),
          orNone(config.clear()),
          orNone(config.inject()),
          config.defaultFormat());
    }
    String preset = defaultHeaderType == null ? config.defaultFormat() : defaultHeaderType;
    List<String> all =
        TraceFormat.ALL.stream()
            .filter(format -> !format.equals(TraceFormat.B3_SINGLE))
            .map(TraceFormat::name)
            .toList();
    return switch (headerType) {
      case "preserve" -> new Propagation(all, List.of(), List.of("preserve"), preset);
      case "ignore" -> new Propagation(List.of(), List.of(), List.of(preset), preset);
      default -> new Propagation(all, List.of(), List.of("preserve", headerType), preset);
    };
  }

  private static List<String> orNone(@Nullable List<String> names) {
    return names == null ? List.of() : names;
  }

  /// What the client says of a trace.
  public Found find(Headers headers) {
    for (TraceFormat format : read) {
      TraceContext context = format.read(headers);
      if (context != null) {
        return new Found(context, format.name());
      }
    }
    return new Found(TraceContext.NONE, null);
  }

  /// Tells the upstream, and the exchange's log entries.
  ///
  /// @param found where the client's context was
  /// @param context names a trace and a span
  public void tell(Exchange exchange, Found found, TraceContext context) {
    Headers.Mutable headers = exchange.outbound().headers();
    cleared.forEach(headers::remove);
    Map<String, @Nullable Object> logged = new LinkedHashMap<>();
    for (String name : written) {
      TraceFormat format = name.equals("preserve") ? preserved(found) : TraceFormat.named(name);
      format.write(context, headers);
      Map.Entry<String, String> entry = format.logged(context);
      logged.put(entry.getKey(), entry.getValue());
    }
    if (!logged.isEmpty()) {
      exchange.logValue("trace_id", logged);
    }
  }

  private TraceFormat preserved(Found found) {
    TraceFormat format = TraceFormat.named(found.format() == null ? preset : found.format());
    return format.equals(TraceFormat.B3) && found.context().single()
        ? TraceFormat.B3_SINGLE
        : format;
  }
}
