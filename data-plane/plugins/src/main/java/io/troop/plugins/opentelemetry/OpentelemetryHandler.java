package io.troop.plugins.opentelemetry;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.HttpCall;
import io.troop.tracing.Ids;
import io.troop.tracing.Propagation;
import io.troop.tracing.Sampler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Takes part in the client's trace, tells the upstream, and sends the request's spans.
/// *Thread-safe.*
final class OpentelemetryHandler implements Handler.OnRequest, Handler.OnResponse, Handler.OnLog {
  private static final Exchange.Slot<Trace> TRACE = new Exchange.Slot<>("opentelemetry");

  private final OpentelemetryConfig config;
  private final Host host;
  private final RandomGenerator random;
  private final Propagation propagation;
  private final Sampler sampler;
  private final Resource resource;
  private final @Nullable BatchQueue spans;
  private final @Nullable MetricsExport metrics;

  /// The part this request has in a trace.
  ///
  /// @param span the request's own span
  /// @param upstream the span that the upstream is told of: that of the last try, if there is one
  /// @param parent the client's span; null for none
  record Trace(
      Propagation.Found found,
      String traceId,
      String span,
      String upstream,
      @Nullable String parent,
      boolean sampled) {}

  OpentelemetryHandler(OpentelemetryConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.random = Ids.source(host.random());
    this.propagation = Propagation.of(config.propagation(), config.headerType(), null);
    Double rate = config.samplingRate();
    this.sampler = new Sampler(rate == null ? host.tools().tracing().samplingRate() : rate);
    this.resource = new Resource(config, host);
    String traces = config.tracesEndpoint();
    this.spans =
        traces == null
            ? null
            : BatchQueue.kept(
                host,
                "opentelemetry",
                config,
                config.queued(),
                batch ->
                    send(
                        traces,
                        resource.varies()
                            ? Otlp.joined(batch)
                            : Otlp.request(resource.attributes(), batch)));
    String lines = config.logsEndpoint();
    if (lines != null) {
      LogExport.keep(
          host, config, batch -> send(lines, Otlp.request(resource.attributes(), batch)));
    }
    MetricsConfig counted = config.metrics();
    String numbers = counted == null ? null : counted.endpoint();
    this.metrics =
        counted == null || numbers == null
            ? null
            : MetricsExport.kept(
                host, config, counted, resource, batch -> send(numbers, Otlp.joined(batch)));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (spans != null) {
      Trace trace = trace(exchange);
      propagation.tell(
          exchange,
          trace.found,
          trace
              .found
              .context()
              .from(
                  trace.traceId,
                  trace.upstream,
                  trace.upstream.equals(trace.span) ? trace.parent : trace.span,
                  trace.sampled));
    }
    return Verdict.PROCEED;
  }

  /// The trace of an exchange; it begins here when another plugin answered before this one ran.
  private Trace trace(Exchange exchange) {
    Trace known = exchange.get(TRACE);
    if (known != null) {
      return known;
    }
    Propagation.Found found = propagation.find(exchange.request().headers());
    var context = found.context();
    String told = context.traceId();
    String traceId = told != null ? told : Ids.random(random, 16);
    String span = Ids.random(random, 8);
    boolean records = host.tools().tracing().records("balancer");
    boolean sampled =
        host.tools().tracing().isOn()
            && !Boolean.FALSE.equals(context.sampled())
            && sampler.samples(traceId);
    Trace trace =
        new Trace(
            found,
            traceId,
            span,
            records ? Ids.random(random, 8) : span,
            context.spanId() != null ? context.spanId() : context.parentId(),
            sampled);
    exchange.set(TRACE, trace);
    return trace;
  }

  @Override
  public void onResponse(Exchange exchange) {
    String header = config.httpResponseHeaderForTraceid();
    if (spans != null && header != null) {
      exchange.response().headers().add(header, trace(exchange).traceId);
    }
  }

  @Override
  public void onLog(Exchange exchange) {
    if (metrics != null) {
      metrics.count(exchange);
    }
    if (spans == null) {
      return;
    }
    Trace trace = trace(exchange);
    if (trace.sampled) {
      List<byte[]> encoded = encoded(exchange, trace);
      if (resource.varies()) {
        spans.add(Otlp.request(resource.attributes(exchange), encoded));
      } else {
        encoded.forEach(spans::add);
      }
    }
  }

  private List<byte[]> encoded(Exchange exchange, Trace trace) {
    List<byte[]> encoded = new ArrayList<>();
    encoded.add(RequestSpans.request(exchange, trace).encoded());
    RequestSpans.parts(exchange, trace, host.tools().tracing(), random)
        .forEach(span -> encoded.add(span.encoded()));
    if (host.tools().tracing().records("balancer")) {
      RequestSpans.tries(exchange, trace, random).forEach(span -> encoded.add(span.encoded()));
    }
    return encoded;
  }

  private void send(String endpoint, byte[] message) throws IOException {
    HttpCall call =
        HttpCall.of("POST", URI.create(host.resolve(endpoint)))
            .within(
                Duration.ofMillis(config.connectTimeout()),
                Duration.ofMillis((long) config.sendTimeout() + config.readTimeout()))
            .with(message);
    boolean typed = false;
    Map<String, String> headers = config.headers() == null ? Map.of() : config.headers();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      call = call.with(header.getKey(), host.resolve(header.getValue()));
      typed |= header.getKey().equalsIgnoreCase("content-type");
    }
    if (!typed) {
      call = call.with("Content-Type", "application/x-protobuf");
    }
    host.tools().http().deliver(call, "OTLP");
  }
}
