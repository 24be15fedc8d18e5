package io.troop.control.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.store.ControlPlanes;
import io.troop.sketch.LatencySketch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class AnalyticsIT {

  private static ControlPlaneForTests control;
  private static UUID controlPlane;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
    controlPlane = control.bean(ControlPlanes.class).first();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static LatencySketch sketch(long micros, int times) {
    LatencySketch sketch = new LatencySketch();
    for (int i = 0; i < times; i++) {
      sketch.add(micros);
    }
    return sketch;
  }

  private static Report.Carried carried(UUID route, int fine, int failed, long micros) {
    return new Report.Carried(
        route,
        null,
        null,
        new long[] {0, 0, fine, 0, 0, failed},
        10L * fine,
        100L * fine,
        sketch(micros, fine + failed),
        sketch(micros / 2, fine + failed));
  }

  private static void report(UUID node, Instant from, Report.Carried... carried) {
    control.bean(TrafficLog.class).add(new Report(controlPlane, node, from, List.of(carried)));
  }

  private static Map<?, ?> only(Object list) {
    assertThat((List<?>) list).hasSize(1);
    return (Map<?, ?>) ((List<?>) list).getFirst();
  }

  @Test
  void figuresOfManyNodesAddUpAndPercentilesAreOfAllRequests() {
    String route =
        String.valueOf(
            control
                .post("/routes", Map.of("name", "orders", "paths", List.of("/orders")))
                .json()
                .get("id"));
    UUID id = UUID.fromString(route);
    Instant now = Instant.now();
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    report(first, now, carried(id, 90, 0, 1_000));
    report(second, now, carried(id, 0, 10, 100_000), carried(null, 5, 0, 10));
    control.bean(TrafficLog.class).save();
    // A second look at the same minute replaces what was stored of it.
    report(first, now, carried(id, 900, 0, 1_000));
    control.bean(TrafficLog.class).save();

    var answer = control.get("/analytics?group_by=route&from=-30m&route=" + route);

    assertThat(answer.status()).isEqualTo(200);
    Map<?, ?> group = only(answer.json().get("groups"));
    assertThat(group.get("key")).isEqualTo(Map.of("route", Map.of("id", route, "name", "orders")));
    Map<?, ?> total = (Map<?, ?>) group.get("total");
    assertThat(total.get("requests")).isEqualTo(1000L);
    assertThat(total.get("error_share")).isEqualTo(0.01);
    Map<?, ?> latency = (Map<?, ?>) total.get("latency_millis");
    assertThat((Double) latency.get("p50")).isBetween(0.95, 1.05);
    assertThat((Double) latency.get("max")).isBetween(95.0, 105.0);
    assertThat((List<?>) answer.json().get("commits"))
        .as("the commit of the route lies on the same axis")
        .isNotEmpty();

    var byNode = control.get("/analytics?group_by=node&from=-30m");
    assertThat((List<?>) byNode.json().get("groups")).hasSizeGreaterThanOrEqualTo(2);
    var hours = control.get("/analytics?step=hour&from=-3h&route=" + route);
    Map<?, ?> all = only(hours.json().get("groups"));
    assertThat(((Map<?, ?>) all.get("total")).get("requests")).isEqualTo(1000L);
  }

  @Test
  void whatComesLateIsAddedToWhatIsStored() {
    UUID route = UUID.randomUUID();
    UUID node = UUID.randomUUID();
    TrafficLog log = control.bean(TrafficLog.class);
    Instant before = Instant.now().minusSeconds(1200);
    for (int i = 0; i < 3; i++) {
      report(node, before, carried(route, 7, 0, 500));
      log.save();
    }
    var answer = control.get("/analytics?from=-30m&route=" + route);
    Map<?, ?> total = (Map<?, ?>) only(answer.json().get("groups")).get("total");
    assertThat(total.get("requests")).isEqualTo(21L);
  }

  @Test
  void theTimeOfPluginsIsKeptByRouteAndAddsUp() {
    UUID route = UUID.randomUUID();
    Instant now = Instant.now();
    TrafficLog log = control.bean(TrafficLog.class);
    for (String plugin : List.of("key-auth", "cors", "key-auth")) {
      log.add(
          new Report(
              controlPlane,
              UUID.randomUUID(),
              now,
              List.of(carried(route, 100, 0, 9_000)),
              List.of(
                  new Report.Timed(
                      route, plugin, new long[] {0, 0, 9, 0, 1, 0}, sketch(2_000, 10)))));
    }
    log.save();

    var byPlugin = control.get("/analytics?group_by=plugin&from=-30m&route=" + route);

    List<?> groups = (List<?>) byPlugin.json().get("groups");
    assertThat(groups).as("%s", byPlugin.raw().body()).hasSize(2);
    Map<?, ?> first = (Map<?, ?>) groups.getFirst();
    assertThat(first.get("key")).isEqualTo(Map.of("plugin", Map.of("name", "key-auth")));
    Map<?, ?> total = (Map<?, ?>) first.get("total");
    assertThat(total.get("samples")).isEqualTo(20L);
    assertThat((Double) ((Map<?, ?>) total.get("time_millis")).get("mean")).isBetween(1.9, 2.1);
    assertThat((Double) ((Map<?, ?>) total.get("time_millis")).get("p99")).isBetween(1.9, 2.1);
    var one = control.get("/analytics?group_by=route,plugin&plugin=cors&from=-3h&step=hour");
    assertThat((List<?>) one.json().get("groups")).hasSize(1);
    var requests = control.get("/analytics?from=-30m&route=" + route);
    assertThat(((Map<?, ?>) only(requests.json().get("groups")).get("total")).get("requests"))
        .as("the requests measured are not requests more")
        .isEqualTo(300L);
    assertThat(control.get("/analytics?group_by=plugin,node").status()).isEqualTo(400);
    assertThat(control.get("/analytics?group_by=plugin,service").status()).isEqualTo(400);
  }

  @Test
  void aQuestionThatMakesNoSenseIsAnsweredWithWhatWasExpected() {
    assertThat(control.get("/analytics?from=yesterday").json().get("message"))
        .isEqualTo(
            "from: \"yesterday\" (expected: seconds since 1970, or relative to now as -15m,"
                + " -6h or -7d)");
    assertThat(control.get("/analytics?group_by=colour").status()).isEqualTo(400);
    assertThat(control.get("/analytics?group_by=node,route").status()).isEqualTo(400);
    assertThat(control.get("/analytics?step=minute&from=-300d").status()).isEqualTo(400);
  }

  @Test
  void partitionsAreMadeAheadAndDroppedWhenTheirTimeIsOver() {
    JdbcTemplate jdbc = control.bean(JdbcTemplate.class);
    TrafficStore store = control.bean(TrafficStore.class);
    Instant later = Instant.now().plusSeconds(20 * 86_400);
    Step.MINUTE.partition(later);
    store.keep(later);
    List<String> names =
        jdbc.queryForList(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'traffic_minute'::regclass",
            String.class);
    try {
      assertThat(names).hasSizeBetween(9, 10);
    } finally {
      store.keep(Instant.now());
    }
  }
}
