package io.troop.plugins.prometheus;

import io.troop.plugin.Exchange;
import io.troop.plugin.tools.Metrics;
import java.util.List;

/// What all instances count together, under Kong's names. *Thread-safe.*
final class TrafficMetrics implements AutoCloseable {
  private static final long[] KONG_BUCKETS = {
    1, 2, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 750, 1000, 3000, 6000
  };
  private static final long[] UPSTREAM_BUCKETS = {
    25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10000, 30000, 60000
  };
  private static final List<String> LATENCY_LABELS = List.of("service", "route", "workspace");

  final Counters requests =
      new Counters(
          "kong_http_requests_total",
          "Requests by consumer, service and route",
          List.of("service", "route", "code", "source", "workspace", "consumer"));
  private final Counters sessions =
      new Counters(
          "kong_stream_sessions_total",
          "Stream sessions by service and route",
          List.of("service", "route", "code", "source", "workspace"));
  private final Histograms sessionLength =
      new Histograms(
          "kong_session_duration_ms",
          "Time from the beginning of a stream session to its end",
          LATENCY_LABELS,
          UPSTREAM_BUCKETS);
  final Counters bandwidth =
      new Counters(
          "kong_bandwidth_bytes",
          "Bytes received (ingress) and sent (egress)",
          List.of("service", "route", "direction", "workspace", "consumer"));
  final Histograms kongLatency =
      new Histograms(
          "kong_kong_latency_ms",
          "Time spent in the gateway and its plugins",
          LATENCY_LABELS,
          KONG_BUCKETS);
  final Histograms upstreamLatency =
      new Histograms(
          "kong_upstream_latency_ms",
          "Time until the upstream answered",
          LATENCY_LABELS,
          UPSTREAM_BUCKETS);
  final Histograms requestLatency =
      new Histograms(
          "kong_request_latency_ms",
          "Time from the request to the end of its answer",
          LATENCY_LABELS,
          UPSTREAM_BUCKETS);

  private final Metrics.Registration shown;

  TrafficMetrics(Metrics metrics) {
    this.shown = metrics.show(this::write);
  }

  /// A connection that is no HTTP has ended.
  ///
  /// @param place service and route
  void session(
      PrometheusConfig config,
      Exchange.Session session,
      Exchange exchange,
      List<String> place,
      String workspace) {
    String service = place.getFirst();
    String route = place.getLast();
    String source = session.status() == 200 ? "service" : "kong";
    if (config.statusCodeMetrics()) {
      String code = Integer.toString(session.status());
      sessions.add(1, List.of(service, route, code, source, workspace));
    }
    if (config.bandwidthMetrics()) {
      bandwidth.add(session.received(), List.of(service, route, "ingress", workspace, ""));
      bandwidth.add(session.sent(), List.of(service, route, "egress", workspace, ""));
    }
    if (config.latencyMetrics()) {
      sessionLength.observe(exchange.timings().totalNanos(), List.of(service, route, workspace));
    }
  }

  private void write(StringBuilder out) {
    requests.write(out);
    sessions.write(out);
    sessionLength.write(out);
    bandwidth.write(out);
    kongLatency.write(out);
    upstreamLatency.write(out);
    requestLatency.write(out);
  }

  @Override
  public void close() {
    shown.close();
  }
}
