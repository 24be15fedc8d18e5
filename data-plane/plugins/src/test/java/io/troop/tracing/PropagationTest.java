package io.troop.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugins.fakes.FakeExchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropagationTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String NEXT = "53995c3f42cd8ad8";

  private static PropagationConfig unset(String format) {
    return new PropagationConfig(null, null, null, format);
  }

  private static Propagation preserving() {
    return Propagation.of(unset("w3c"), "preserve", null);
  }

  /// The headers that the upstream gets more than the client sent.
  private static Map<String, String> told(Propagation propagation, FakeExchange exchange) {
    exchange.outbound.headers.lines.clear();
    Propagation.Found found = propagation.find(exchange.request.headers);
    String trace = found.context().traceId();
    propagation.tell(
        exchange, found, found.context().from(trace == null ? TRACE : trace, NEXT, SPAN, true));
    Map<String, String> told = new LinkedHashMap<>();
    exchange.outbound.headers.lines.forEach(line -> told.put(line.getKey(), line.getValue()));
    return told;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          traceparent | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | 00-4bf92f3577b34da6a3ce929d0e0e4736-53995c3f42cd8ad8-01
          b3 | 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1 | 4bf92f3577b34da6a3ce929d0e0e4736-53995c3f42cd8ad8-1-00f067aa0ba902b7
          b3 | a3ce929d0e0e4736-00f067aa0ba902b7-d | a3ce929d0e0e4736-53995c3f42cd8ad8-d-00f067aa0ba902b7
          uber-trace-id | 4bf92f3577b34da6a3ce929d0e0e4736:f067aa0ba902b7:0:1 | 4bf92f3577b34da6a3ce929d0e0e4736:53995c3f42cd8ad8:00f067aa0ba902b7:01
          x-amzn-trace-id | Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1 | Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=53995c3f42cd8ad8;Sampled=1
          x-cloud-trace-context | 4bf92f3577b34da6a3ce929d0e0e4736/67667974448284343;o=1 | 4bf92f3577b34da6a3ce929d0e0e4736/6023947403358210776;o=1
          """)
  void tellsOnInTheHeaderItCameIn(String name, String value, String next) {
    assertThat(told(preserving(), new FakeExchange().header(name, value)))
        .containsExactly(Map.entry(name, next));
  }

  @Test
  void readsFromTheManyHeadersOfB3WhatTheOneLeavesOut() {
    FakeExchange exchange =
        new FakeExchange()
            .header("b3", TRACE + "-" + SPAN + "-1")
            .header("X-B3-SpanId", NEXT)
            .header("X-B3-ParentSpanId", NEXT);

    TraceContext context = preserving().find(exchange.request.headers).context();

    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.spanId()).isEqualTo(SPAN);
    assertThat(context.parentId()).isEqualTo(NEXT);
  }

  @Test
  void readsTheManyHeadersOfB3() {
    FakeExchange exchange =
        new FakeExchange()
            .header("X-B3-TraceId", "a3ce929d0e0e4736")
            .header("X-B3-SpanId", SPAN)
            .header("X-B3-Sampled", "0");

    TraceContext context = preserving().find(exchange.request.headers).context();

    assertThat(context.traceId()).isEqualTo("0000000000000000a3ce929d0e0e4736");
    assertThat(context.spanId()).isEqualTo(SPAN);
    assertThat(context.sampled()).isFalse();
    assertThat(told(preserving(), exchange))
        .containsEntry("x-b3-traceid", "a3ce929d0e0e4736")
        .containsEntry("x-b3-spanid", NEXT)
        .containsEntry("x-b3-parentspanid", SPAN)
        .containsEntry("x-b3-sampled", "1");
  }

  @Test
  void readsDecimalNamesOfDatadog() {
    FakeExchange exchange =
        new FakeExchange()
            .header("x-datadog-trace-id", "11803532876627986230")
            .header("x-datadog-parent-id", "67667974448284343")
            .header("x-datadog-sampling-priority", "1");

    TraceContext context = preserving().find(exchange.request.headers).context();

    assertThat(context.traceId()).isEqualTo("0000000000000000a3ce929d0e0e4736");
    assertThat(context.spanId()).isEqualTo(SPAN);
    assertThat(told(preserving(), exchange))
        .containsEntry("x-datadog-trace-id", "11803532876627986230")
        .containsEntry("x-datadog-parent-id", "6023947403358210776");
  }

  @Test
  void carriesBaggageAlong() {
    FakeExchange jaeger =
        new FakeExchange()
            .header("uber-trace-id", TRACE + ":" + SPAN + ":0:0")
            .header("uberctx-User", "a%20b");
    FakeExchange ot =
        new FakeExchange().header("ot-tracer-traceid", TRACE).header("ot-baggage-k", "v");

    assertThat(told(preserving(), jaeger)).containsEntry("uberctx-user", "a%20b");
    assertThat(told(preserving(), ot))
        .containsEntry("ot-tracer-traceid", TRACE)
        .containsEntry("ot-baggage-k", "v");
  }

  @Test
  void readsInstana() {
    FakeExchange exchange =
        new FakeExchange()
            .header("x-instana-t", TRACE)
            .header("x-instana-s", SPAN)
            .header("x-instana-l", "1,correlationType=web");

    assertThat(told(preserving(), exchange))
        .containsExactly(
            Map.entry("x-instana-t", TRACE),
            Map.entry("x-instana-s", NEXT),
            Map.entry("x-instana-l", "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          traceparent | 01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
          traceparent | 00-00000000000000000000000000000000-00f067aa0ba902b7-01
          traceparent | 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902-01
          traceparent | 00-4bf92f3577b34da6a3ce929d0e0eXXXX-00f067aa0ba902b7-01
          traceparent | ''
          b3 | 4bf9-00f067aa0ba902b7-1
          b3 | 4bf92f3577b34da6a3ce929d0e0e4736
          uber-trace-id | 4bf92f3577b34da6a3ce929d0e0e4736:0:0:1
          uber-trace-id | 1:2:3
          x-amzn-trace-id | Root=2-4bf92f35-77b34da6a3ce929d0e0e4736
          x-cloud-trace-context | 4bf92f3577b34da6a3ce929d0e0e4736/x
          x-cloud-trace-context | 4bf92f3577b34da6a3ce929d0e0e4736/99999999999999999999
          x-datadog-trace-id | 99999999999999999999
          tracestate | vendor=1
          """)
  void whatIsInvalidIsNoTrace(String name, String value) {
    Propagation.Found found =
        preserving().find(new FakeExchange().header(name, value).request.headers);

    assertThat(found.format()).isNull();
    assertThat(found.context().traceId()).isNull();
  }

  @Test
  void aTracestateDoesNotHideTheTraceparent() {
    FakeExchange exchange =
        new FakeExchange()
            .header("traceparent", "00-" + TRACE + "-" + SPAN + "-01")
            .header("tracestate", "vendor=1");

    assertThat(preserving().find(exchange.request.headers).format()).isEqualTo("w3c");
  }

  @Test
  void aNewTraceIsToldInTheDefaultFormat() {
    assertThat(told(preserving(), new FakeExchange())).containsOnlyKeys("traceparent");
    assertThat(told(Propagation.of(unset("b3"), "preserve", "jaeger"), new FakeExchange()))
        .containsOnlyKeys("uber-trace-id");
  }

  @Test
  void anOlderHeaderTypeIsWrittenBesideWhatCame() {
    FakeExchange exchange = new FakeExchange().header("b3", TRACE + "-" + SPAN + "-1");

    assertThat(told(Propagation.of(unset("b3"), "w3c", "b3"), exchange))
        .containsOnlyKeys("b3", "traceparent");
  }

  @Test
  void ignoreBeginsANewTrace() {
    FakeExchange exchange = new FakeExchange().header("b3", TRACE + "-" + SPAN + "-1");
    Propagation ignoring = Propagation.of(unset("w3c"), "ignore", null);

    assertThat(ignoring.find(exchange.request.headers).format()).isNull();
    assertThat(told(ignoring, exchange)).containsOnlyKeys("traceparent");
  }

  @Test
  void readsClearsAndWritesWhatIsConfigured() {
    PropagationConfig config =
        new PropagationConfig(
            List.of("w3c"), List.of("traceparent"), List.of("ot", "datadog"), "b3");
    FakeExchange exchange =
        new FakeExchange()
            .header("b3", NEXT + "-" + SPAN + "-1")
            .header("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    Propagation propagation = Propagation.of(config, "preserve", null);
    Propagation.Found found = propagation.find(exchange.request.headers);

    propagation.tell(exchange, found, found.context().from(TRACE, NEXT, null, true));

    assertThat(found.format()).isEqualTo("w3c");
    assertThat(exchange.outbound.headers.get("traceparent")).isNull();
    assertThat(exchange.outbound.headers.get("ot-tracer-traceid")).isEqualTo(TRACE);
    assertThat(exchange.outbound.headers.get("x-datadog-trace-id"))
        .isEqualTo("11803532876627986230");
    assertThat(exchange.logValues())
        .containsEntry("trace_id", Map.of("ot", TRACE, "datadog", "11803532876627986230"));
  }

  @Test
  void samplesTheShareItIsTold() {
    int sampled = 0;
    java.util.Random random = new java.util.Random(1);
    Sampler quarter = new Sampler(0.25);
    for (int i = 0; i < 10_000; i++) {
      String id = Ids.random(random, 16);
      sampled += quarter.samples(id) ? 1 : 0;
      assertThat(quarter.samples(id)).isEqualTo(quarter.samples(id));
    }

    assertThat(sampled).isBetween(2_300, 2_700);
    assertThat(new Sampler(1).samples(TRACE)).isTrue();
    assertThat(new Sampler(0).samples(TRACE)).isFalse();
  }
}
