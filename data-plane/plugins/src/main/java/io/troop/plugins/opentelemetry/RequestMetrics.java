package io.troop.plugins.opentelemetry;

import io.troop.metering.Distributions;
import io.troop.metering.Sums;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is counted of requests, under Kong's names. *Thread-safe.*
final class RequestMetrics {
  /// Clients may send any method; each one that has a series of its own costs memory for good.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private static final List<String> PLACE =
      List.of("kong.service.name", "kong.route.name", "kong.workspace.name");
  private static final List<String> PLACE_AND_CONSUMER = with(PLACE, "kong.auth.consumer.name");
  private static final List<String> REQUEST =
      with(
          PLACE_AND_CONSUMER,
          "kong.response.source",
          "http.request.method",
          OtlpMetrics.STATUS_CODE);

  /// In nanoseconds: OpenTelemetry's advice for durations.
  private static final long[] LATENCIES = {
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    75_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    750_000_000,
    1_000_000_000,
    2_500_000_000L,
    5_000_000_000L,
    7_500_000_000L,
    10_000_000_000L
  };

  private static final long[] SIZES = {
    100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private final MetricsConfig config;
  private final Sums requests = new Sums();
  private final Distributions total = new Distributions(LATENCIES);
  private final Distributions internal = new Distributions(LATENCIES);
  private final Distributions upstream = new Distributions(LATENCIES);
  private final Distributions received = new Distributions(SIZES);
  private final Distributions sent = new Distributions(SIZES);

  RequestMetrics(MetricsConfig config) {
    this.config = config;
  }

  /// A request has ended.
  void count(Exchange exchange) {
    List<String> place =
        List.of(name(exchange.service()), name(exchange.route()), exchange.workspace().name());
    List<String> client =
        config.enableRequestMetrics() || config.enableBandwidthMetrics()
            ? with(place, consumer(exchange.identity().consumer()))
            : place;
    if (config.enableRequestMetrics()) {
      String method = exchange.request().method();
      requests.add(
          1,
          with(
              client,
              exchange.response().fromUpstream() ? "upstream" : "kong",
              METHODS.contains(method) ? method : "_OTHER",
              Integer.toString(exchange.response().status())));
    }
    if (config.enableBandwidthMetrics()) {
      received.observe(exchange.request().bytesReceived(), client);
      sent.observe(exchange.response().totalBytesSent(), client);
    }
    if (config.enableLatencyMetrics()) {
      Exchange.Timings timings = exchange.timings();
      total.observe(timings.totalNanos(), place);
      internal.observe(timings.proxyNanos(), place);
      upstream.observe(timings.upstreamNanos(), place);
    }
  }

  /// Writes what was counted so far; of what was not, nothing.
  void write(OtlpMetrics out) {
    out.sum("http.server.request.count", "Requests", "{request}", REQUEST, requests);
    out.histogram(
        "kong.latency.total",
        "Time from the request to the end of its answer",
        OtlpMetrics.Unit.SECONDS,
        PLACE,
        total);
    out.histogram(
        "kong.latency.internal",
        "Time from the request to its first byte to the upstream",
        OtlpMetrics.Unit.SECONDS,
        PLACE,
        internal);
    out.histogram(
        "kong.latency.upstream",
        "Time from the first byte to the upstream to the head of its answer",
        OtlpMetrics.Unit.SECONDS,
        PLACE,
        upstream);
    out.histogram(
        "http.server.request.size",
        "Sizes of requests",
        OtlpMetrics.Unit.BYTES,
        PLACE_AND_CONSUMER,
        received);
    out.histogram(
        "http.server.response.size",
        "Sizes of answers",
        OtlpMetrics.Unit.BYTES,
        PLACE_AND_CONSUMER,
        sent);
  }

  private static List<String> with(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some.size() + more.length);
    all.addAll(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  private static String name(@Nullable Service service) {
    if (service == null) {
      return "";
    }
    return service.name() == null ? service.host() : service.name();
  }

  private static String name(@Nullable Route route) {
    if (route == null) {
      return "";
    }
    return route.name() == null ? route.id().toString() : route.name();
  }

  private String consumer(@Nullable Consumer consumer) {
    return !config.enableConsumerAttribute() || consumer == null || consumer.username() == null
        ? ""
        : consumer.username();
  }
}
