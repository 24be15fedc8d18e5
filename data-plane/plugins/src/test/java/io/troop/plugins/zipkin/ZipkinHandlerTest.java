package io.troop.plugins.zipkin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZipkinHandlerTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String ALL = "\"http_endpoint\":\"http://z/api\",\"sample_ratio\":1";
  private final FakeHost host = new FakeHost();

  private ZipkinHandler handler(String config) {
    return Plugins.handler(ZipkinHandler.class, "zipkin", "{" + config + "}", host);
  }

  private static void pass(ZipkinHandler handler, FakeExchange exchange) {
    handler.onRequest(exchange);
    handler.onResponse(exchange);
    handler.onLog(exchange);
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> sent() throws Exception {
    host.tools.queue().send();
    HttpCall call = host.tools.calls.getLast();
    assertThat(call.url()).hasToString("http://z/api");
    assertThat(call.headers()).contains(Map.entry("Content-Type", "application/json"));
    return (List<Map<String, Object>>) Json.parse(new String(call.body(), UTF_8));
  }

  private static FakeExchange served() {
    FakeExchange exchange = new FakeExchange("GET", "/a?x=1");
    InetAddress loopback = InetAddress.getLoopbackAddress();
    exchange.target = new Exchange.Target("up.example", loopback, 9000);
    Instant start = exchange.startedAt.plusMillis(1);
    exchange.attempts =
        List.of(
            new Exchange.Attempt(loopback, 9001, start, 1_000_000, "failed", 502),
            new Exchange.Attempt(loopback, 9000, start.plusMillis(1), 2_000_000, null, null));
    return exchange;
  }

  @Test
  void aRequestGivesItsSpanThatOfProxyingAndOneForEachTry() throws Exception {
    FakeExchange exchange = served().header("Zipkin-Tags", "a=1; bad; b = 2 ");
    pass(handler(ALL + ",\"static_tags\":[{\"name\":\"env\",\"value\":\"test\"}]"), exchange);

    List<Map<String, Object>> spans = sent();

    assertThat(spans)
        .extracting(span -> span.get("name"))
        .containsExactly("GET (balancer try 1)", "GET (balancer try 2)", "GET (proxy)", "GET");
    Map<String, Object> request = spans.getLast();
    assertThat(spans)
        .allSatisfy(span -> assertThat(span).containsEntry("traceId", request.get("traceId")));
    assertThat(spans.subList(0, 3))
        .allSatisfy(span ->
            assertThat(span)
                .containsEntry("parentId", request.get("id"))
                .containsEntry("kind", "CLIENT"));
    assertThat(request)
        .containsEntry("kind", "SERVER")
        .containsEntry("timestamp", 1_700_000_000_000_000L)
        .containsEntry("duration", 9_000L)
        .containsEntry("localEndpoint", Map.of("serviceName", "kong"))
        .doesNotContainKey("parentId");
    assertThat((Map<?, ?>) request.get("tags"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("lc", "kong"),
                Map.entry("http.method", "GET"),
                Map.entry("http.host", "gateway.example"),
                Map.entry("http.path", "/a"),
                Map.entry("http.protocol", "HTTP/1.1"),
                Map.entry("env", "test"),
                Map.entry("a", "1"),
                Map.entry("b", "2"),
                Map.entry("http.status_code", "200"),
                Map.entry("kong.node.id", host.nodeId().toString())));
    assertThat((Map<?, ?>) spans.getFirst().get("tags"))
        .isEqualTo(
            Map.of(
                "kong.balancer.try",
                "1",
                "error",
                "true",
                "kong.balancer.state",
                "failed",
                "http.status_code",
                "502"));
    assertThat(spans.get(2).get("remoteEndpoint"))
        .isEqualTo(Map.of("ipv4", "127.0.0.1", "port", 9000L));
    assertThat(
            ((List<?>) spans.get(2).get("annotations"))
                .stream().<Object>map(each -> ((Map<?, ?>) each).get("value")).toList())
        .containsExactly("kas", "kaf", "khs", "khf", "kbs", "kbf");
  }

  @Test
  void theUpstreamIsToldOfTheProxySpan() throws Exception {
    FakeExchange exchange = served().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    pass(handler(ALL), exchange);

    List<Map<String, Object>> spans = sent();

    assertThat(spans.getLast()).containsEntry("traceId", TRACE).containsEntry("parentId", SPAN);
    assertThat(exchange.outbound.headers.get("traceparent"))
        .isEqualTo("00-" + TRACE + "-" + spans.get(2).get("id") + "-01");
  }

  @Test
  void withB3TheRequestSharesTheClientsSpan() throws Exception {
    FakeExchange exchange = served().header("b3", TRACE + "-" + SPAN + "-1-53995c3f42cd8ad8");
    pass(handler(ALL), exchange);

    assertThat(sent().getLast())
        .containsEntry("id", SPAN)
        .containsEntry("parentId", "53995c3f42cd8ad8");
  }

  @Test
  void theClientDecidesWhetherItIsRecorded() {
    FakeExchange no = served().header("b3", TRACE + "-" + SPAN + "-0");
    pass(handler(ALL), no);
    assertThat(host.tools.queue().entries).isEmpty();
    assertThat(no.outbound.headers.get("b3")).startsWith(TRACE).contains("-0-" + SPAN);

    FakeExchange yes = served().header("b3", TRACE + "-" + SPAN + "-1");
    pass(handler("\"http_endpoint\":\"http://z/api\",\"sample_ratio\":0"), yes);
    assertThat(host.tools.queues.getLast().entries).hasSize(4);
  }

  @Test
  void phasesMayBeTags() throws Exception {
    pass(handler(ALL + ",\"phase_duration_flavor\":\"tags\""), served());

    Map<String, Object> proxy = sent().get(2);
    assertThat(proxy).doesNotContainKey("annotations");
    assertThat(((Map<?, ?>) proxy.get("tags")).keySet().toString())
        .contains("kong.access.duration_ms", "kong.body_filter.duration_ms");
  }

  @Test
  void tellsClientsTheNameOfTheTrace() {
    FakeExchange exchange = served();
    pass(
        handler(ALL + ",\"http_response_header_for_traceid\":\"X-T\",\"traceid_byte_count\":8"),
        exchange);

    assertThat(exchange.response.headers.get("X-T")).matches("[0-9a-f]{16}");
  }

  @Test
  void aRequestThatWasAnsweredBeforeIsReportedToo() throws Exception {
    ZipkinHandler handler = handler(ALL);
    FakeExchange exchange = new FakeExchange();
    handler.onResponse(exchange);
    handler.onLog(exchange);

    assertThat(sent()).hasSize(2);
  }

  @Test
  void aFailingZipkinFailsTheBatch() {
    host.tools.answer = _ -> FakeTools.reply(503, "");
    pass(handler(ALL), served());

    assertThatThrownBy(host.tools.queue()::send)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }

  @Test
  void aTagIsNotGivenTwice() {
    String tag = "{\"name\":\"a\",\"value\":\"1\"}";
    assertThatThrownBy(() -> handler(ALL + ",\"static_tags\":[" + tag + "," + tag + "]"))
        .hasMessageContaining("repeated tags are not allowed: a");
  }
}
