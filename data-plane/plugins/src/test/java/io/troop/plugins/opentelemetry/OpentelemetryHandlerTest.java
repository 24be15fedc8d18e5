package io.troop.plugins.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.troop.plugin.Exchange;
import io.troop.plugin.log.Severity;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.LogLines;
import io.troop.plugin.tools.Tracing;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The bytes that are sent are read by OpenTelemetry's own classes.
class OpentelemetryHandlerTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final long START = 1_700_000_000_000_000_000L;
  private final FakeHost host = new FakeHost();

  private OpentelemetryHandler handler(String more) {
    return Plugins.handler(
        OpentelemetryHandler.class,
        "opentelemetry",
        "{\"traces_endpoint\":\"http://o/v1/traces\"" + more + "}",
        host);
  }

  private void record(String... instrumentations) {
    host.tools.tracing = new Tracing(Set.of(instrumentations), 1);
  }

  private static void pass(OpentelemetryHandler handler, FakeExchange exchange) {
    handler.onRequest(exchange);
    handler.onResponse(exchange);
    handler.onLog(exchange);
  }

  private ExportTraceServiceRequest sent() throws Exception {
    host.tools.queue().send();
    return ExportTraceServiceRequest.parseFrom(host.tools.calls.getLast().body());
  }

  private List<Span> spans() throws Exception {
    return sent().getResourceSpans(0).getScopeSpans(0).getSpansList();
  }

  private static Map<String, Object> values(List<KeyValue> attributes) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (KeyValue attribute : attributes) {
      AnyValue value = attribute.getValue();
      values.put(
          attribute.getKey(),
          value.hasIntValue() ? (Object) value.getIntValue() : value.getStringValue());
    }
    return values;
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
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
  void partsThatTheNodeNotedBecomeSpansOfTheRequest() throws Exception {
    record("all");
    FakeExchange exchange = served();
    Instant start = exchange.startedAt;
    InetAddress found = InetAddress.getByName("10.1.2.3");
    exchange.parts =
        List.of(
            part(Exchange.Part.Kind.REWRITE, "zipkin", null),
            part(Exchange.Part.Kind.ROUTER, "", null),
            part(Exchange.Part.Kind.ACCESS, "key-auth", null),
            new Exchange.Part(
                Exchange.Part.Kind.DNS, "up.example", 9000, found, start.plusMillis(1), 2_000_000),
            part(Exchange.Part.Kind.HEADER_FILTER, "cors", null));
    pass(handler(""), exchange);

    List<Span> spans = spans();

    String request = hex(spans.getFirst().getSpanId());
    List<Span> parts = spans.subList(1, 6);
    assertThat(parts)
        .extracting(Span::getName)
        .containsExactly(
            "kong.rewrite.plugin.zipkin",
            "kong.router",
            "kong.access.plugin.key-auth",
            "kong.dns",
            "kong.header_filter.plugin.cors");
    assertThat(parts).allMatch(span -> hex(span.getParentSpanId()).equals(request));
    assertThat(parts.getFirst().getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
    Span lookup = parts.get(3);
    assertThat(lookup.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(lookup.getStartTimeUnixNano()).isEqualTo(START + 1_000_000);
    assertThat(lookup.getEndTimeUnixNano()).isEqualTo(START + 3_000_000);
    assertThat(values(lookup.getAttributesList()))
        .isEqualTo(
            Map.of(
                "dns.record.domain", "up.example",
                "dns.record.port", 9000L,
                "dns.record.ip", "10.1.2.3"));
  }

  @Test
  void callsOfAPluginAreSpansOfIt() throws Exception {
    record("all");
    FakeExchange exchange = served();
    Instant start = exchange.startedAt;
    Exchange.Part.Call answered =
        new Exchange.Part.Call("POST", "http://idp/token", "asker", "http://proxy:3128", 401);
    Exchange.Part.Call lost = new Exchange.Part.Call("GET", "http://idp/jwks", null, null, 0);
    exchange.parts =
        List.of(
            new Exchange.Part(Exchange.Part.Kind.ACCESS, "cors", 0, null, start, 1_000_000),
            call(answered, start.plusMillis(2)),
            call(lost, start.plusMillis(3)),
            new Exchange.Part(
                Exchange.Part.Kind.ACCESS,
                "openid-connect",
                0,
                null,
                start.plusMillis(2),
                5_000_000));
    pass(handler(""), exchange);

    List<Span> spans = spans();

    List<Span> calls =
        spans.stream().filter(span -> span.getName().equals("kong.internal.request")).toList();
    Span plugin =
        spans.stream()
            .filter(span -> span.getName().equals("kong.access.plugin.openid-connect"))
            .findFirst()
            .orElseThrow();
    assertThat(calls)
        .hasSize(2)
        .allSatisfy(span -> {
          assertThat(span.getParentSpanId()).isEqualTo(plugin.getSpanId());
          assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        });
    assertThat(values(calls.getFirst().getAttributesList()))
        .isEqualTo(
            Map.of(
                "http.url", "http://idp/token",
                "http.method", "POST",
                "http.flavor", "1.1",
                "http.user_agent", "asker",
                "http.proxy", "http://proxy:3128",
                "http.status_code", 401L));
    assertThat(calls.getFirst().getStatus().getCode())
        .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(calls.getLast().getStatus().getCode())
        .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
  }

  private static Exchange.Part call(Exchange.Part.Call call, Instant start) {
    return new Exchange.Part(Exchange.Part.Kind.CALL, "", 0, null, call, start, 1_000_000);
  }

  @Test
  void aTemplateThatCantBeReadIsText() throws Exception {
    record("request");
    pass(handler(",\"resource_attributes\":{\"strange\":\"$($@#)\"}"), served());

    assertThat(values(sent().getResourceSpans(0).getResource().getAttributesList()))
        .containsEntry("strange", "$($@#)");
  }

  /// The names of traces are those of Kong's own test.
  @Test
  void theSameTracesAreRecordedAsByKong() {
    record("all");
    OpentelemetryHandler handler = handler(",\"sampling_rate\":0.5");
    pass(handler, served().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));
    assertThat(host.tools.queue().entries).isEmpty();

    String recorded = "92a54b3e1a7c4f2da9e44b8a6f3e1dab";
    pass(handler, served().header("traceparent", "00-" + recorded + "-" + SPAN + "-01"));
    assertThat(host.tools.queue().entries).isNotEmpty();
  }

  @Test
  void aNameThatIsNotFoundIsAnError() throws Exception {
    record("dns_query");
    FakeExchange exchange = new FakeExchange();
    exchange.parts = List.of(part(Exchange.Part.Kind.DNS, "nowhere.example", null));
    pass(handler(""), exchange);

    Span lookup = spans().getLast();

    assertThat(lookup.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void onlyWhatIsAskedForIsRecorded() throws Exception {
    record("request", "router");
    FakeExchange exchange = served();
    exchange.parts =
        List.of(
            part(Exchange.Part.Kind.ROUTER, "", null),
            part(Exchange.Part.Kind.ACCESS, "key-auth", null));
    pass(handler(""), exchange);

    assertThat(spans()).extracting(Span::getName).containsExactly("kong", "kong.router");
  }

  @Test
  void resourceAttributesTakeValuesFromEachRequest() throws Exception {
    record("request");
    OpentelemetryHandler handler =
        handler(
            ",\"resource_attributes\":{\"service.name\":\"$(headers.host) edge\",\"env\":\"test\"}");
    pass(handler, served().header("Host", "a.example"));
    pass(handler, served().header("Host", "b.example"));

    ExportTraceServiceRequest sent = sent();

    assertThat(sent.getResourceSpansList())
        .extracting(spans -> values(spans.getResource().getAttributesList()).get("service.name"))
        .containsExactly("a.example edge", "b.example edge");
    assertThat(sent.getResourceSpansList())
        .allSatisfy(spans -> {
          assertThat(values(spans.getResource().getAttributesList())).containsEntry("env", "test");
          assertThat(spans.getScopeSpans(0).getSpansList()).hasSize(1);
        });
  }

  private static Exchange.Part part(Exchange.Part.Kind kind, String subject, InetAddress found) {
    return new Exchange.Part(kind, subject, 0, found, Instant.ofEpochSecond(1), 1_000);
  }

  @Test
  void aRequestAndItsTriesBecomeSpans() throws Exception {
    record("all");
    FakeExchange exchange = served().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    pass(handler(""), exchange);

    List<Span> spans = spans();

    Span request = spans.getFirst();
    assertThat(hex(request.getTraceId())).isEqualTo(TRACE);
    assertThat(hex(request.getParentSpanId())).isEqualTo(SPAN);
    assertThat(request.getName()).isEqualTo("kong");
    assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(request.getStartTimeUnixNano()).isEqualTo(START);
    assertThat(request.getEndTimeUnixNano()).isEqualTo(START + 9_000_000);
    assertThat(values(request.getAttributesList()))
        .isEqualTo(
            Map.of(
                "http.method",
                "GET",
                "http.url",
                "http://gateway.example/a?x=1",
                "http.host",
                "gateway.example",
                "http.scheme",
                "http",
                "http.flavor",
                "1.1",
                "http.client_ip",
                "127.0.0.1",
                "net.peer.ip",
                "127.0.0.1",
                "kong.request.id",
                exchange.id,
                "http.status_code",
                200L,
                "http.route",
                ""));
    assertThat(spans.subList(1, 3))
        .allSatisfy(span -> {
          assertThat(span.getName()).isEqualTo("kong.balancer");
          assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
          assertThat(span.getParentSpanId()).isEqualTo(request.getSpanId());
        });
    assertThat(spans.get(1).getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(values(spans.get(1).getAttributesList()))
        .containsEntry("try_count", 1L)
        .containsEntry("net.peer.port", 9001L)
        .containsEntry("http.status_code", 502L);
    assertThat(spans.get(2).getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
    assertThat(spans.get(2).getEndTimeUnixNano()).isEqualTo(START + 9_000_000);
    assertThat(exchange.outbound.headers.get("traceparent"))
        .as("the upstream is told of the last try")
        .isEqualTo("00-" + TRACE + "-" + hex(spans.get(2).getSpanId()) + "-01");
  }

  @Test
  void saysWhoSendsIt() throws Exception {
    record("request");
    host.secrets.put("{vault://env/token}", "t");
    pass(
        handler(
            ",\"resource_attributes\":{\"service.name\":\"edge\",\"env\":\"test\"},"
                + "\"headers\":{\"Authorization\":\"{vault://env/token}\"}"),
        served());

    ExportTraceServiceRequest sent = sent();

    HttpCall call = host.tools.calls.getLast();
    assertThat(call.url()).hasToString("http://o/v1/traces");
    assertThat(call.headers())
        .contains(
            Map.entry("Authorization", "t"), Map.entry("Content-Type", "application/x-protobuf"));
    assertThat(values(sent.getResourceSpans(0).getResource().getAttributesList()))
        .isEqualTo(
            Map.of(
                "service.name",
                "edge",
                "env",
                "test",
                "service.version",
                "3.9.1",
                "service.instance.id",
                host.nodeId().toString()));
    assertThat(sent.getResourceSpans(0).getScopeSpans(0).getScope().getName())
        .isEqualTo("kong-internal");
  }

  @Test
  void onlyTheRequestIsRecordedWhenOnlyThatIsWanted() throws Exception {
    record("request");
    FakeExchange exchange = served();
    pass(handler(""), exchange);

    List<Span> spans = spans();

    assertThat(spans).hasSize(1);
    assertThat(exchange.outbound.headers.get("traceparent"))
        .isEqualTo(
            "00-"
                + hex(spans.getFirst().getTraceId())
                + "-"
                + hex(spans.getFirst().getSpanId())
                + "-01");
  }

  @Test
  void nothingIsRecordedByDefaultButUpstreamsAreTold() {
    FakeExchange exchange = served().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    pass(handler(""), exchange);

    assertThat(host.tools.queue().entries).isEmpty();
    assertThat(exchange.outbound.headers.get("traceparent"))
        .startsWith("00-" + TRACE + "-")
        .doesNotContain(SPAN)
        .endsWith("-00");
  }

  @Test
  void aClientThatDoesNotRecordIsFollowed() {
    record("all");
    FakeExchange exchange = served().header("traceparent", "00-" + TRACE + "-" + SPAN + "-00");
    pass(handler(""), exchange);

    assertThat(host.tools.queue().entries).isEmpty();
    assertThat(exchange.outbound.headers.get("traceparent")).endsWith("-00");
  }

  @Test
  void theInstancesRateGoesBeforeTheNodes() {
    record("all");
    pass(handler(",\"sampling_rate\":0"), served());

    assertThat(host.tools.queue().entries).isEmpty();
  }

  @Test
  void tellsClientsTheNameOfTheTrace() {
    FakeExchange exchange = served().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    pass(handler(",\"http_response_header_for_traceid\":\"X-Trace\""), exchange);

    assertThat(exchange.response.headers.get("X-Trace")).isEqualTo(TRACE);
  }

  @Test
  void aRequestThatWasAnsweredBeforeIsPartOfTheTrace() throws Exception {
    record("all");
    FakeExchange exchange =
        new FakeExchange().header("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    OpentelemetryHandler handler = handler("");
    handler.onResponse(exchange);
    handler.onLog(exchange);

    assertThat(spans())
        .singleElement()
        .satisfies(span -> assertThat(hex(span.getParentSpanId())).isEqualTo(SPAN));
  }

  @Test
  void aServerThatRefusesFailsTheBatch() {
    record("all");
    host.tools.answer = _ -> FakeTools.reply(400, "");
    pass(handler(""), served());

    assertThatThrownBy(host.tools.queue()::send).hasMessageContaining("400");
  }

  @Test
  void olderSettingsOfTheQueueCount() {
    handler(",\"batch_span_count\":7,\"batch_flush_delay\":3");

    assertThat(host.tools.queue().config.maxBatchSize()).isEqualTo(7);
    assertThat(host.tools.queue().config.maxCoalescingDelay()).isEqualTo(3);
  }

  @Test
  void sendsTheNodesLogLines() throws Exception {
    Plugins.handler(
        OpentelemetryHandler.class, "opentelemetry", "{\"logs_endpoint\":\"http://o/logs\"}", host);
    host.tools.followers.forEach(follower ->
        follower.accept(
            new LogLines.Line(
                Instant.ofEpochSecond(1_700_000_000L), Severity.WARNING, "careful", "Relay", "t")));
    host.tools.queue().send();

    LogRecord line =
        ExportLogsServiceRequest.parseFrom(host.tools.calls.getLast().body())
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecords(0);
    assertThat(line.getBody().getStringValue()).isEqualTo("careful");
    assertThat(line.getSeverityNumberValue()).isEqualTo(13);
    assertThat(line.getTimeUnixNano()).isEqualTo(START);
    assertThat(values(line.getAttributesList())).containsEntry("logger.name", "Relay");

    host.closeKept();
    assertThat(host.tools.followers).isEmpty();
  }

  @Test
  void theOlderEndpointIsTakenForTraces() {
    host.tools.tracing = new Tracing(Set.of("all"), 1);
    OpentelemetryHandler handler =
        Plugins.handler(
            OpentelemetryHandler.class, "opentelemetry", "{\"endpoint\":\"http://old/\"}", host);
    pass(handler, served());

    assertThat(host.tools.queue().entries).hasSize(3);
  }
}
