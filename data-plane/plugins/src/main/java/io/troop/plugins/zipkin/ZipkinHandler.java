package io.troop.plugins.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.HttpCall;
import io.troop.tracing.Ids;
import io.troop.tracing.Propagation;
import io.troop.tracing.TraceContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Takes part in the client's trace, tells the upstream, and sends the request's spans.
/// *Thread-safe.*
final class ZipkinHandler implements Handler.OnRequest, Handler.OnResponse, Handler.OnLog {
  private static final Exchange.Slot<Trace> TRACE = new Exchange.Slot<>("zipkin");

  private final ZipkinConfig config;
  private final Host host;
  private final RandomGenerator random;
  private final Propagation propagation;
  private final BatchQueue queue;

  /// The part this request has in a trace.
  ///
  /// @param id the trace's name
  /// @param request name of the request's span
  /// @param proxy name of the span within that one, from which the upstream's come
  /// @param noted what will be sent of it; null when the trace is not sampled
  private record Trace(
      Propagation.Found found, String id, String request, String proxy, @Nullable Noted noted) {}

  /// What is noted of a request whose trace is sampled.
  private static final class Noted {
    private final Span request;
    private final Span proxy;
    private @Nullable Instant answered;

    Noted(Span request, Span proxy) {
      this.request = request;
      this.proxy = proxy;
    }
  }

  ZipkinHandler(ZipkinConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.random = Ids.source(host.random());
    this.propagation =
        Propagation.of(config.propagation(), config.headerType(), config.defaultHeaderType());
    this.queue = BatchQueue.kept(host, "zipkin", config, config.queue(), this::send);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Trace trace = trace(exchange);
    propagation.tell(
        exchange,
        trace.found,
        trace.found.context().from(trace.id, trace.proxy, trace.request, trace.noted != null));
    return Verdict.PROCEED;
  }

  /// The trace of an exchange; it begins here when another plugin answered before this one ran.
  private Trace trace(Exchange exchange) {
    Trace begun = exchange.get(TRACE);
    if (begun != null) {
      return begun;
    }
    Propagation.Found found = propagation.find(exchange.request().headers());
    TraceContext context = found.context();
    String told = context.traceId();
    String traceId = told != null ? told : Ids.random(random, config.traceidByteCount());
    boolean shares = context.sharesSpan() && context.spanId() != null;
    String known = shares ? context.spanId() : null;
    String id = known != null ? known : Ids.random(random, 8);
    Boolean decided = context.sampled();
    boolean sampled = decided != null ? decided : random.nextDouble() < config.sampleRatio();
    String proxy = Ids.random(random, 8);
    String parent = shares ? context.parentId() : context.spanId();
    Noted noted = sampled ? note(exchange, traceId, id, parent, proxy) : null;
    Trace trace = new Trace(found, traceId, id, proxy, noted);
    exchange.set(TRACE, trace);
    return trace;
  }

  private Noted note(
      Exchange exchange, String trace, String id, @Nullable String parent, String proxy) {
    String name = name(exchange.request());
    Span request = new Span("SERVER", name, exchange.startedAt(), trace, id, parent);
    return new Noted(request, request.child(proxy, name + " (proxy)", host.clock().instant()));
  }

  private String name(Exchange.Request request) {
    return config.httpSpanName().equals("method_path")
        ? request.method() + " " + request.path()
        : request.method();
  }

  @Override
  public void onResponse(Exchange exchange) {
    Trace trace = trace(exchange);
    if (trace.noted != null) {
      trace.noted.answered = host.clock().instant();
    }
    String header = config.httpResponseHeaderForTraceid();
    if (header != null) {
      exchange.response().headers().add(header, trace.id);
    }
  }

  @Override
  public void onLog(Exchange exchange) {
    Noted noted = trace(exchange).noted;
    if (noted == null || config.httpEndpoint() == null) {
      return;
    }
    Instant end = exchange.startedAt().plusNanos(Math.max(0, exchange.timings().totalNanos()));
    describe(exchange, noted.request);
    phases(exchange, noted, end);
    tries(exchange, noted, end);
    Exchange.Target target = exchange.target();
    if (target != null) {
      noted.proxy.tag("peer.hostname", target.host());
      noted.proxy.remote(target.address().getHostAddress(), target.port());
    }
    tagWithService(exchange, noted.proxy);
    report(noted.proxy, end);
    report(noted.request, end);
  }

  private void describe(Exchange exchange, Span span) {
    Exchange.Request request = exchange.request();
    span.remote(request.clientAddress().getHostAddress(), request.forwardedPort());
    span.tag("lc", "kong");
    span.tag("http.method", request.method());
    span.tag("http.host", request.host());
    span.tag("http.path", request.path());
    span.tag("http.protocol", "HTTP/" + request.httpVersion());
    if (config.staticTags() != null) {
      config.staticTags().forEach(tag -> span.tag(tag.name(), tag.value()));
    }
    RequestTags.of(request.headers().all(config.tagsHeader())).forEach(span::tag);
    span.tag("http.status_code", exchange.response().status());
    Exchange.Identity identity = exchange.identity();
    span.tag("kong.consumer", identity.consumerId());
    if (config.includeCredential()) {
      span.tag("kong.credential", identity.storedId());
    }
    span.tag("kong.node.id", host.nodeId());
  }

  /// What took how long, in Kong's abbreviations: krs is the start of the rewrite phase, khf the
  /// end of the header filter, and so on.
  private void phases(Exchange exchange, Noted noted, Instant end) {
    Exchange.Timings timings = exchange.timings();
    Instant accessed =
        timings.proxyNanos() < 0 ? end : exchange.startedAt().plusNanos(timings.proxyNanos());
    Instant answered = noted.answered == null ? end : noted.answered;
    if (config.annotates()) {
      noted.request.annotate("krs", noted.request.start);
      noted.request.annotate("krf", noted.request.start);
      noted.proxy.annotate("kas", noted.proxy.start);
      noted.proxy.annotate("kaf", accessed);
      noted.proxy.annotate("khs", answered);
      noted.proxy.annotate("khf", answered);
      noted.proxy.annotate("kbs", answered);
      noted.proxy.annotate("kbf", end);
    } else {
      noted.request.tag("kong.rewrite.duration_ms", 0);
      noted.proxy.tag("kong.access.duration_ms", millis(noted.proxy.start, accessed));
      noted.proxy.tag("kong.header_filter.duration_ms", 0);
      noted.proxy.tag("kong.body_filter.duration_ms", millis(answered, end));
    }
  }

  private static long millis(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toMillis());
  }

  private void tries(Exchange exchange, Noted noted, Instant end) {
    List<Exchange.Attempt> attempts = exchange.attempts();
    for (int i = 0; i < attempts.size(); i++) {
      Exchange.Attempt attempt = attempts.get(i);
      Span span =
          noted.request.child(
              Ids.random(random, 8),
              noted.request.name + " (balancer try " + (i + 1) + ")",
              attempt.startedAt());
      span.remote(attempt.address().getHostAddress(), attempt.port());
      span.tag("kong.balancer.try", i + 1);
      if (attempt.state() != null) {
        span.tag("error", true);
        span.tag("kong.balancer.state", attempt.state());
        span.tag("http.status_code", attempt.code());
      }
      tagWithService(exchange, span);
      report(span, attempt.nanos() < 0 ? end : attempt.startedAt().plusNanos(attempt.nanos()));
    }
  }

  private static void tagWithService(Exchange exchange, Span span) {
    Service service = exchange.service();
    if (service != null) {
      span.tag("kong.service", service.id());
      span.tag("kong.service_name", service.name());
      span.service(service.name());
    }
    Route route = exchange.route();
    if (route != null) {
      span.tag("kong.route", route.id());
      span.tag("kong.route_name", route.name());
    }
  }

  private void report(Span span, Instant end) {
    queue.add(
        Json.write(span.document(end, config.localServiceName(), config.defaultServiceName()))
            .getBytes(UTF_8));
  }

  private void send(List<byte[]> entries) throws IOException {
    HttpCall call =
        HttpCall.of("POST", URI.create(String.valueOf(config.httpEndpoint())))
            .within(
                Duration.ofMillis(config.connectTimeout()),
                Duration.ofMillis((long) config.sendTimeout() + config.readTimeout()))
            .with("Content-Type", "application/json")
            .with(Json.array(entries));
    host.tools().http().deliver(call, "Zipkin");
  }
}
