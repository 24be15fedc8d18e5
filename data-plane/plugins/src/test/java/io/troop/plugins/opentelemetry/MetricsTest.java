package io.troop.plugins.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.tools.Metrics;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.WireCalls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Metrics, as a receiver with OpenTelemetry's own messages gets them over HTTP.
class MetricsTest {
  private final OtlpReceiver receiver = new OtlpReceiver();
  private final WireCalls wire = new WireCalls();
  private final FakeHost host = new FakeHost();

  MetricsTest() {
    host.tools.answer = wire;
  }

  @AfterEach
  void close() {
    wire.close();
    receiver.close();
  }

  private OpentelemetryHandler handler(String metrics) {
    return Plugins.handler(
        OpentelemetryHandler.class,
        "opentelemetry",
        "{\"metrics\":{\"endpoint\":\"" + receiver.url("/v1/metrics") + "\"" + metrics + "}}",
        host);
  }

  private static FakeExchange served(String method) {
    FakeExchange exchange =
        new FakeExchange(method, "/a")
            .route(UUID.randomUUID(), "r")
            .service(UUID.randomUUID(), "s", "s.example");
    exchange.response.fromUpstream = true;
    return exchange;
  }

  /// Lets time go by and sends what is due; the metrics that arrived, by their names.
  private Map<String, Metric> pushed(int seconds) throws Exception {
    host.now = host.now.plusSeconds(seconds);
    host.tasks.forEach(Runnable::run);
    return sent();
  }

  private Map<String, Metric> sent() throws Exception {
    receiver.metrics.clear();
    if (host.tools.queue().entries.isEmpty()) {
      return Map.of();
    }
    host.tools.queue().send();
    ExportMetricsServiceRequest request = receiver.metrics.getLast();
    Map<String, Metric> metrics = new LinkedHashMap<>();
    request
        .getResourceMetrics(0)
        .getScopeMetrics(0)
        .getMetricsList()
        .forEach(metric -> metrics.put(metric.getName(), metric));
    return metrics;
  }

  private static String labels(List<KeyValue> attributes) {
    Map<String, String> values = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      values.put(
          attribute.getKey(),
          attribute.getValue().hasIntValue()
              ? Long.toString(attribute.getValue().getIntValue())
              : attribute.getValue().getStringValue());
    }
    return values.toString();
  }

  @Test
  void requestsAreCountedFromTheBeginning() throws Exception {
    OpentelemetryHandler handler = handler(",\"enable_request_metrics\":true");
    long begun = host.now.toEpochMilli() * 1_000_000;
    handler.onLog(served("GET"));
    handler.onLog(served("GET"));
    assertThat(pushed(59)).as("before the interval is over").isEmpty();

    Metric metric = pushed(1).get("http.server.request.count");

    assertThat(metric.getUnit()).isEqualTo("{request}");
    assertThat(metric.getSum().getIsMonotonic()).isTrue();
    assertThat(metric.getSum().getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    NumberDataPoint point = metric.getSum().getDataPoints(0);
    assertThat(point.getAsInt()).isEqualTo(2);
    assertThat(point.getStartTimeUnixNano()).isEqualTo(begun);
    assertThat(point.getTimeUnixNano()).isEqualTo(begun + 60_000_000_000L);
    assertThat(labels(point.getAttributesList()))
        .isEqualTo(
            "{http.request.method=GET, kong.response.source=upstream,"
                + " kong.response.status_code=200, kong.route.name=r, kong.service.name=s,"
                + " kong.workspace.name=default}");

    FakeExchange refused = new FakeExchange("PURGE", "/");
    refused.response.status = 404;
    refused.response.fromUpstream = false;
    handler.onLog(refused);

    List<NumberDataPoint> points =
        pushed(60).get("http.server.request.count").getSum().getDataPointsList();
    assertThat(points)
        .extracting(each -> each.getAsInt() + " " + labels(each.getAttributesList()))
        .containsExactlyInAnyOrder(
            "2 " + labels(point.getAttributesList()),
            "1 {http.request.method=_OTHER, kong.response.source=kong,"
                + " kong.response.status_code=404, kong.workspace.name=default}");
  }

  @Test
  void latenciesAreMeasuredInSeconds() throws Exception {
    OpentelemetryHandler handler =
        handler(",\"enable_latency_metrics\":true,\"push_interval\":0.5");
    handler.onLog(served("GET"));
    FakeExchange answeredHere = new FakeExchange();
    answeredHere.upstreamNanos = -1;
    handler.onLog(answeredHere);

    Map<String, Metric> metrics = pushed(1);

    assertThat(metrics.keySet())
        .containsExactly("kong.latency.total", "kong.latency.internal", "kong.latency.upstream");
    Metric total = metrics.get("kong.latency.total");
    assertThat(total.getUnit()).isEqualTo("s");
    assertThat(total.getHistogram().getDataPointsList()).hasSize(2);
    List<HistogramDataPoint> upstream =
        metrics.get("kong.latency.upstream").getHistogram().getDataPointsList();
    assertThat(upstream).as("of what reached one").hasSize(1);
    HistogramDataPoint point = upstream.getFirst();
    assertThat(point.getSum()).isEqualTo(0.005);
    assertThat(point.getCount()).isEqualTo(1);
    assertThat(point.getExplicitBoundsList()).startsWith(0.005, 0.01).endsWith(10.0);
    assertThat(point.getBucketCountsList())
        .hasSize(point.getExplicitBoundsCount() + 1)
        .startsWith(1L, 0L);
    assertThat(labels(point.getAttributesList()))
        .isEqualTo("{kong.route.name=r, kong.service.name=s, kong.workspace.name=default}");
  }

  @Test
  void sizesAreMeasured() throws Exception {
    OpentelemetryHandler handler = handler(",\"enable_bandwidth_metrics\":true");
    FakeExchange exchange = served("POST");
    exchange.request.body = new byte[250];
    exchange.response.bytesSent = 5_000;
    handler.onLog(exchange);

    Map<String, Metric> metrics = pushed(60);

    HistogramDataPoint in = metrics.get("http.server.request.size").getHistogram().getDataPoints(0);
    assertThat(in.getSum()).isEqualTo(exchange.request().bytesReceived());
    assertThat(in.getBucketCountsList()).startsWith(0L, 1L, 0L);
    HistogramDataPoint out =
        metrics.get("http.server.response.size").getHistogram().getDataPoints(0);
    assertThat(out.getSum()).isEqualTo(5_000);
    assertThat(metrics.get("http.server.request.size").getUnit()).isEqualTo("By");
  }

  @Test
  void targetsAreToldWithTheirStates() throws Exception {
    handler(",\"enable_upstream_health_metrics\":true");
    host.tools.targets =
        List.of(new Metrics.Target("u", "up.example:80", "10.0.0.1:80", "unhealthy"));

    Metric status = pushed(60).get("kong.upstream.target.status");

    assertThat(status.getGauge().getDataPointsList())
        .hasSize(4)
        .filteredOn(point -> point.getAsInt() == 1)
        .singleElement()
        .extracting(point -> labels(point.getAttributesList()))
        .isEqualTo(
            "{kong.subsystem=http, kong.target.address=up.example:80, kong.upstream.name=u,"
                + " kong.upstream.state=unhealthy, server.address=10.0.0.1:80}");
  }

  @Test
  void instancesWithTheSameConfigurationCountTogetherAndSendOnce() throws Exception {
    OpentelemetryHandler first = handler(",\"enable_request_metrics\":true");
    OpentelemetryHandler second = handler(",\"enable_request_metrics\":true");
    first.onLog(served("GET"));
    second.onLog(served("GET"));

    Map<String, Metric> metrics = pushed(60);

    assertThat(metrics.get("http.server.request.count").getSum().getDataPoints(0).getAsInt())
        .isEqualTo(2);
    assertThat(receiver.metrics).hasSize(1);
    assertThat(receiver.metrics.getFirst().getResourceMetricsList()).hasSize(1);
  }

  @Test
  void whatWasCountedLastIsSentAtTheEnd() throws Exception {
    OpentelemetryHandler handler = handler(",\"enable_request_metrics\":true");
    handler.onLog(served("GET"));
    host.closeKept();

    assertThat(sent()).containsKey("http.server.request.count");
  }

  @Test
  void nothingIsSentWithoutAnEndpoint() {
    OpentelemetryHandler handler =
        Plugins.handler(
            OpentelemetryHandler.class,
            "opentelemetry",
            "{\"traces_endpoint\":\"http://o/\",\"metrics\":{\"enable_request_metrics\":true}}",
            host);
    handler.onLog(served("GET"));

    assertThat(host.tasks).isEmpty();
  }

  @Test
  void anIntervalMustBeLongerThanNothing() {
    assertThatThrownBy(() -> handler(",\"push_interval\":0"))
        .isInstanceOfSatisfying(
            SchemaViolations.class,
            wrong ->
                assertThat(wrong.fields().toString())
                    .contains("push_interval=value must be greater than 0"));
  }
}
