package io.troop.control.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.document.Json;
import io.troop.control.store.ControlPlanes;
import io.troop.sketch.LatencySketch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What monitoring systems get: Prometheus when it asks, a collector of OpenTelemetry by itself.
class MetricsExportIT {

  private record Received(String type, String key, Map<String, ?> body) {}

  private static final BlockingQueue<Received> RECEIVED = new LinkedBlockingQueue<>();

  /// Refuses the first message.
  private static HttpServer collector;

  private static ControlPlaneForTests control;
  private static UUID controlPlane;
  private static UUID route;

  @BeforeAll
  static void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicBoolean refused = new AtomicBoolean();
    collector.createContext(
        "/v1/metrics",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes());
          boolean isFirst = refused.compareAndSet(false, true);
          RECEIVED.add(
              new Received(
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getFirst("Api-Key"),
                  Json.object(body)));
          exchange.sendResponseHeaders(isFirst ? 503 : 200, -1);
          exchange.close();
        });
    collector.start();
    control =
        ControlPlaneForTests.startWith(
            Map.of(
                "troop_otlp_metrics_endpoint",
                    "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/metrics",
                "troop_otlp_metrics_headers", "api-key=s3cret, x-other=1",
                "troop_otlp_metrics_interval", "1"));
    controlPlane = control.bean(ControlPlanes.class).first();
    Object id =
        control
            .post("/routes", Map.of("name", "orders", "paths", List.of("/orders")))
            .json()
            .get("id");
    route = UUID.fromString(String.valueOf(id));
    LatencySketch latency = new LatencySketch();
    for (int i = 0; i < 95; i++) {
      latency.add(i < 90 ? 4_000 : 700_000);
    }
    LatencySketch time = new LatencySketch();
    time.add(2_000);
    for (UUID of : new UUID[] {route, null}) {
      control
          .bean(TrafficLog.class)
          .add(
              new Report(
                  controlPlane,
                  UUID.randomUUID(),
                  Instant.now(),
                  List.of(
                      new Report.Carried(
                          of,
                          null,
                          UUID.randomUUID(),
                          new long[] {0, 0, 90, 0, 0, 5},
                          1000,
                          9000,
                          latency,
                          new LatencySketch())),
                  List.of(new Report.Timed(of, "cors", new long[] {0, 0, 1, 0, 0, 0}, time))));
    }
  }

  @AfterAll
  static void stop() {
    control.close();
    collector.stop(0);
  }

  @Test
  void prometheusGetsSumsAndHistogramsByRouteAndServiceOnly() {
    var answer = control.get("/analytics/metrics");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    List<String> lines = answer.raw().body().lines().toList();
    String labels = "service=\"\",route=\"orders\"";
    assertThat(lines)
        .contains(
            "# TYPE troop_requests_total counter",
            "troop_requests_total{" + labels + ",status=\"2xx\"} 90",
            "troop_requests_total{" + labels + ",status=\"5xx\"} 5",
            "troop_requests_total{service=\"\",route=\"\",status=\"2xx\"} 90",
            "troop_traffic_bytes_total{" + labels + ",direction=\"out\"} 9000",
            "# TYPE troop_request_duration_seconds histogram",
            "troop_request_duration_seconds_bucket{" + labels + ",le=\"0.0025\"} 0",
            "troop_request_duration_seconds_bucket{" + labels + ",le=\"0.005\"} 90",
            "troop_request_duration_seconds_bucket{" + labels + ",le=\"0.5\"} 90",
            "troop_request_duration_seconds_bucket{" + labels + ",le=\"1.0\"} 95",
            "troop_request_duration_seconds_bucket{" + labels + ",le=\"+Inf\"} 95",
            "troop_request_duration_seconds_count{" + labels + "} 95",
            "troop_plugin_duration_seconds_count{plugin=\"cors\"} 2",
            "troop_nodes{connected=\"true\"} 0");
    assertThat(answer.raw().body()).doesNotContain("consumer");
  }

  @Test
  void aCollectorGetsTheSameByItselfAlsoAfterItWasAway() throws Exception {
    Map<String, ?> metrics = Map.of();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    int messages = 0;
    // The first message is refused; and one may have been sent before there was any traffic.
    while ((messages < 2 || !metrics.containsKey("troop.requests")) && System.nanoTime() < until) {
      Received received = RECEIVED.poll(60, TimeUnit.SECONDS);
      assertThat(received).as("message %d", messages).isNotNull();
      messages++;
      assertThat(received.type()).isEqualTo("application/json");
      assertThat(received.key()).isEqualTo("s3cret");
      metrics = metrics(received.body());
    }

    Map<?, ?> requests = (Map<?, ?>) ((Map<?, ?>) metrics.get("troop.requests")).get("sum");
    assertThat(requests.get("isMonotonic")).isEqualTo(true);
    assertThat(requests.get("aggregationTemporality")).isEqualTo(2L);
    Map<?, ?> fine = point(requests, "2xx");
    assertThat(fine.get("asInt")).isEqualTo("90");
    assertThat(Long.parseLong((String) fine.get("startTimeUnixNano")))
        .isLessThan(Long.parseLong((String) fine.get("timeUnixNano")));
    Map<?, ?> histogram =
        (Map<?, ?>) ((Map<?, ?>) metrics.get("troop.request.duration")).get("histogram");
    Map<?, ?> duration = point(histogram, "orders");
    List<?> buckets = (List<?>) duration.get("bucketCounts");
    assertThat(buckets)
        .as("one more than bounds")
        .hasSize(((List<?>) duration.get("explicitBounds")).size() + 1);
    assertThat(buckets.stream().mapToLong(n -> Long.parseLong((String) n)).sum()).isEqualTo(95);
    assertThat(duration.get("count")).isEqualTo("95");
    assertThat(metrics).containsKeys("troop.traffic", "troop.plugin.duration", "troop.nodes");
  }

  /// The point among whose attributes is one with a value that begins like this.
  private static Map<?, ?> point(Map<?, ?> data, String value) {
    List<Map<?, ?>> found = new ArrayList<>();
    for (Object each : (List<?>) data.get("dataPoints")) {
      Map<?, ?> point = (Map<?, ?>) each;
      String attributes = String.valueOf(point.get("attributes"));
      if (attributes.contains("stringValue=" + value) && attributes.contains("orders")) {
        found.add(point);
      }
    }
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /// By name.
  private static Map<String, Object> metrics(Map<String, ?> body) {
    Map<String, Object> found = new java.util.TreeMap<>();
    Map<?, ?> resource = (Map<?, ?>) ((List<?>) body.get("resourceMetrics")).getFirst();
    assertThat(String.valueOf(resource.get("resource"))).contains("service.name", "default");
    for (Object scope : (List<?>) resource.get("scopeMetrics")) {
      for (Object metric : (List<?>) ((Map<?, ?>) scope).get("metrics")) {
        found.put(String.valueOf(((Map<?, ?>) metric).get("name")), metric);
      }
    }
    return found;
  }
}
