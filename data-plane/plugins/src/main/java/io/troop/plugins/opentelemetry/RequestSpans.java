package io.troop.plugins.opentelemetry;

import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Route;
import io.troop.plugin.tools.Tracing;
import io.troop.tracing.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The spans of a request that has ended, with Kong's names and attributes
/// (`observability/tracing/instrumentation.lua`). *Stateless.*
final class RequestSpans {
  private RequestSpans() {}

  static Otlp.Span request(Exchange exchange, OpentelemetryHandler.Trace trace) {
    Exchange.Request request = exchange.request();
    String uri = request.path() + (request.query() == null ? "" : "?" + request.query());
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("http.method", request.method());
    attributes.put("http.url", request.scheme() + "://" + request.host() + uri);
    attributes.put("http.host", request.host());
    attributes.put("http.scheme", request.scheme());
    attributes.put("http.flavor", request.httpVersion());
    attributes.put("http.client_ip", request.clientAddress().getHostAddress());
    attributes.put("net.peer.ip", request.peer().getHostAddress());
    attributes.put("kong.request.id", exchange.id());
    attributes.put("http.status_code", exchange.response().status());
    Route route = exchange.route();
    List<String> paths = route == null ? null : route.paths();
    attributes.put("http.route", paths == null || paths.isEmpty() ? "" : paths.getFirst());
    return new Otlp.Span(
        trace.traceId(),
        trace.span(),
        trace.parent(),
        "kong",
        Otlp.SERVER,
        exchange.startedAt(),
        end(exchange),
        false,
        attributes);
  }

  /// A span for each target that was tried; the last carries the name that the upstream was told.
  static List<Otlp.Span> tries(
      Exchange exchange, OpentelemetryHandler.Trace trace, RandomGenerator random) {
    List<Otlp.Span> spans = new ArrayList<>();
    List<Exchange.Attempt> attempts = exchange.attempts();
    Exchange.Target target = exchange.target();
    for (int i = 0; i < attempts.size(); i++) {
      Exchange.Attempt attempt = attempts.get(i);
      boolean failed = attempt.state() != null;
      boolean last = i == attempts.size() - 1;
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("try_count", i + 1);
      attributes.put("net.peer.ip", attempt.address().getHostAddress());
      attributes.put("net.peer.port", attempt.port());
      if (target != null) {
        attributes.put("net.peer.name", target.host());
      }
      if (attempt.code() != null) {
        attributes.put("http.status_code", attempt.code());
      }
      spans.add(
          new Otlp.Span(
              trace.traceId(),
              last ? trace.upstream() : Ids.random(random, 8),
              trace.span(),
              "kong.balancer",
              Otlp.CLIENT,
              attempt.startedAt(),
              last && !failed ? end(exchange) : attempt.startedAt().plusNanos(attempt.nanos()),
              failed,
              attributes));
    }
    return spans;
  }

  /// A span for each part of the request that the node noted, of those that are to be recorded.
  static List<Otlp.Span> parts(
      Exchange exchange,
      OpentelemetryHandler.Trace trace,
      Tracing tracing,
      RandomGenerator random) {
    Map<Exchange.Part, String> names = new LinkedHashMap<>();
    for (Exchange.Part part : exchange.parts()) {
      if (tracing.records(Words.of(part.kind()).instrumentation)) {
        names.put(part, Ids.random(random, 8));
      }
    }
    List<Otlp.Span> spans = new ArrayList<>();
    names.forEach((part, name) -> {
      Words words = Words.of(part.kind());
      spans.add(
          new Otlp.Span(
              trace.traceId(),
              name,
              around(part, names, trace.span()),
              words.isOfPlugin ? words.name + part.subject() : words.name,
              words.spanKind,
              part.startedAt(),
              part.startedAt().plusNanos(part.nanos()),
              hasFailed(part),
              attributes(part)));
    });
    return spans;
  }

  /// The span that a part belongs to: a call to the plugin that made it, all else to the request.
  private static String around(
      Exchange.Part part, Map<Exchange.Part, String> names, String request) {
    if (part.kind() != Exchange.Part.Kind.CALL) {
      return request;
    }
    return names.entrySet().stream()
        .filter(each -> each.getKey().kind() == Exchange.Part.Kind.ACCESS)
        .filter(each -> {
          Instant start = each.getKey().startedAt();
          return !part.startedAt().isBefore(start)
              && !part.startedAt().isAfter(start.plusNanos(each.getKey().nanos()));
        })
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(request);
  }

  private static boolean hasFailed(Exchange.Part part) {
    Exchange.Part.Call call = part.call();
    return call == null
        ? part.kind() == Exchange.Part.Kind.DNS && part.found() == null
        : call.status() == 0;
  }

  private static Map<String, Object> attributes(Exchange.Part part) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    Exchange.Part.Call call = part.call();
    if (call != null) {
      attributes.put("http.url", call.url());
      attributes.put("http.method", call.method());
      attributes.put("http.flavor", "1.1");
      if (call.userAgent() != null) {
        attributes.put("http.user_agent", call.userAgent());
      }
      if (call.proxy() != null) {
        attributes.put("http.proxy", call.proxy());
      }
      if (call.status() != 0) {
        attributes.put("http.status_code", call.status());
      }
    }
    if (part.kind() == Exchange.Part.Kind.DNS) {
      attributes.put("dns.record.domain", part.subject());
      attributes.put("dns.record.port", part.port());
      if (part.found() != null) {
        attributes.put("dns.record.ip", part.found().getHostAddress());
      }
    }
    return attributes;
  }

  /// Kong's words for a kind of part.
  ///
  /// @param instrumentation as in the setting `tracing_instrumentations`
  /// @param name of the span, without that of the plugin
  /// @param spanKind as [Otlp.Span] wants it
  private record Words(String instrumentation, String name, boolean isOfPlugin, int spanKind) {
    private static final Words ROUTER = new Words("router", "kong.router", false, Otlp.INTERNAL);
    private static final Words REWRITE = ofPlugin("rewrite");
    private static final Words ACCESS = ofPlugin("access");
    private static final Words HEADER_FILTER = ofPlugin("header_filter");
    private static final Words DNS = new Words("dns_query", "kong.dns", false, Otlp.CLIENT);
    private static final Words CALL =
        new Words("http_client", "kong.internal.request", false, Otlp.CLIENT);

    private static Words ofPlugin(String phase) {
      return new Words("plugin_" + phase, "kong." + phase + ".plugin.", true, Otlp.INTERNAL);
    }

    static Words of(Exchange.Part.Kind kind) {
      return switch (kind) {
        case ROUTER -> ROUTER;
        case REWRITE -> REWRITE;
        case ACCESS -> ACCESS;
        case HEADER_FILTER -> HEADER_FILTER;
        case DNS -> DNS;
        case CALL -> CALL;
      };
    }
  }

  private static Instant end(Exchange exchange) {
    return exchange.startedAt().plusNanos(Math.max(0, exchange.timings().totalNanos()));
  }
}
