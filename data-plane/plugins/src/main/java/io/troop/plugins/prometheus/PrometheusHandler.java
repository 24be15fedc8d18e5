package io.troop.plugins.prometheus;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.plugin.tools.Metrics;
import java.util.List;

/// Counts each exchange that had a route. *Thread-safe.*
final class PrometheusHandler implements Handler.OnLog, Handler.TakesStreams {
  private final PrometheusConfig config;
  private final TrafficMetrics metrics;

  PrometheusHandler(PrometheusConfig config, Host host) {
    this.config = config;
    this.metrics =
        host.keep(
            "prometheus", TrafficMetrics.class, () -> new TrafficMetrics(host.tools().metrics()));
    if (config.upstreamHealthMetrics()) {
      host.keep(
          "prometheus: targets",
          Metrics.Registration.class,
          () -> host.tools().metrics().showTargets());
    }
  }

  @Override
  public void onLog(Exchange exchange) {
    Route route = exchange.route();
    if (route == null) {
      return;
    }
    String service = name(exchange.service());
    String routeName = route.name() == null ? route.id().toString() : route.name();
    String workspace = exchange.workspace().name();
    Exchange.Session session = exchange.session();
    if (session != null) {
      metrics.session(config, session, exchange, List.of(service, routeName), workspace);
      return;
    }
    String consumer = config.perConsumer() ? name(exchange.identity().consumer()) : "";
    if (config.statusCodeMetrics()) {
      String source = exchange.response().fromUpstream() ? "service" : "kong";
      String code = Integer.toString(exchange.response().status());
      metrics.requests.add(1, List.of(service, routeName, code, source, workspace, consumer));
    }
    if (config.bandwidthMetrics()) {
      long in = exchange.request().bytesReceived();
      long out = exchange.response().totalBytesSent();
      metrics.bandwidth.add(in, List.of(service, routeName, "ingress", workspace, consumer));
      metrics.bandwidth.add(out, List.of(service, routeName, "egress", workspace, consumer));
    }
    if (config.latencyMetrics()) {
      latencies(exchange.timings(), List.of(service, routeName, workspace));
    }
  }

  private void latencies(Exchange.Timings timings, List<String> labels) {
    metrics.kongLatency.observe(timings.proxyNanos(), labels);
    metrics.upstreamLatency.observe(timings.upstreamNanos(), labels);
    metrics.requestLatency.observe(timings.totalNanos(), labels);
  }

  private static String name(@org.jspecify.annotations.Nullable Service service) {
    if (service == null) {
      return "";
    }
    return service.name() == null ? service.host() : service.name();
  }

  private static String name(@org.jspecify.annotations.Nullable Consumer consumer) {
    return consumer == null || consumer.username() == null ? "" : consumer.username();
  }
}
