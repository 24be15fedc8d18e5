package io.troop.plugins.opentelemetry;

import io.troop.plugin.Exchange;
import io.troop.plugin.Host;
import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Metrics on their way to an OTLP server: all that was counted since the beginning is sent again
/// and again, and once more at the end. *Thread-safe.* One for all instances with the same
/// configuration, so that what they count is one number.
final class MetricsExport implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<String> TARGET_LABELS =
      List.of(
          "kong.upstream.name",
          "kong.target.address",
          "server.address",
          "kong.upstream.state",
          "kong.subsystem");

  private final MetricsConfig config;
  private final Resource resource;
  private final Metrics node;
  private final InstantSource clock;
  private final BatchQueue queue;
  private final RequestMetrics requests;
  private final Instant since;
  private final Duration interval;
  private final AtomicLong due;

  private MetricsExport(
      Host host,
      OpentelemetryConfig whole,
      MetricsConfig config,
      Resource resource,
      BatchSink sink) {
    this.config = config;
    this.resource = resource;
    this.node = host.tools().metrics();
    this.clock = host.clock();
    this.queue =
        host.tools().queue("opentelemetry metrics " + host.pluginId(), whole.queued(), sink);
    this.requests = new RequestMetrics(config);
    this.since = clock.instant();
    this.interval = Duration.ofMillis(Math.max(1, Math.round(config.pushInterval() * 1000)));
    this.due = new AtomicLong(since.plus(interval).toEpochMilli());
  }

  /// The export of all instances with this configuration.
  ///
  /// @param metrics that part of it
  /// @param sink sends messages to the endpoint
  static MetricsExport kept(
      Host host,
      OpentelemetryConfig config,
      MetricsConfig metrics,
      Resource resource,
      BatchSink sink) {
    MetricsExport export =
        host.keep(
            List.of("opentelemetry metrics", config),
            MetricsExport.class,
            () -> new MetricsExport(host, config, metrics, resource, sink));
    // Each instance looks, and whoever looks first when it is due sends: none has to be the one.
    Duration look = export.interval.compareTo(SECOND) < 0 ? export.interval : SECOND;
    host.every(look, export::pushWhenDue);
    return export;
  }

  void count(Exchange exchange) {
    requests.count(exchange);
  }

  private void pushWhenDue() {
    long time = due.get();
    long now = clock.millis();
    if (now >= time && due.compareAndSet(time, now + interval.toMillis())) {
      push();
    }
  }

  private void push() {
    OtlpMetrics out = new OtlpMetrics(since, clock.instant());
    requests.write(out);
    if (config.enableUpstreamHealthMetrics()) {
      out.gauge(
          "kong.upstream.target.status",
          "The state of targets: 1 for the one that it is in",
          TARGET_LABELS,
          targets());
    }
    if (!out.encoded().isEmpty()) {
      queue.add(Otlp.request(resource.attributes(), out.encoded()));
    }
  }

  private Map<List<String>, Integer> targets() {
    Map<List<String>, Integer> numbers = new LinkedHashMap<>();
    for (Metrics.Target target : node.targets()) {
      for (String state : Metrics.Target.STATES) {
        numbers.put(
            List.of(target.upstream(), target.target(), target.address(), state, "http"),
            state.equals(target.state()) ? 1 : 0);
      }
    }
    return numbers;
  }

  @Override
  public void close() {
    push();
    queue.close();
  }
}
