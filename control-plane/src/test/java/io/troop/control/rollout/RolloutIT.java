package io.troop.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Fingerprint;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.analytics.Report;
import io.troop.control.analytics.TrafficLog;
import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.NodeSession;
import io.troop.control.fleet.NodeStore;
import io.troop.control.fleet.NodeView;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Heads;
import io.troop.sketch.LatencySketch;
import io.troop.state.EntityKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutIT {

  private static ControlPlaneForTests control;
  private static UUID controlPlane;
  private static int number;
  private final String unique = "-" + ++number;
  private long base;
  private final FakeNode canary = new FakeNode("canary");
  private final FakeNode other = new FakeNode("production");

  /// A node that serves whatever it is to serve, when it is told to look.
  private final class FakeNode {
    private final UUID id = UUID.randomUUID();
    private final Map<String, String> labels;
    private NodeSession session;

    FakeNode(String stage) {
      // Nodes of earlier tests, and what they carried, are in no wave of later ones.
      labels = Map.of("stage", stage + unique);
    }

    void connect() {
      session =
          control
              .bean(NodeRegistry.class)
              .connected(
                  new Member(
                      controlPlane,
                      new Fingerprint("ab"),
                      Instant.now().plus(Duration.ofDays(300)),
                      "10.0.0.1"),
                  new NodeRegistry.Introduction(
                      id, "host-" + labels, "3.9.1", labels, Map.of(), NodeView.Extras.NONE));
    }

    Heads.Head wanted() {
      return control
          .bean(DesiredRevisions.class)
          .of(controlPlane, id, labels)
          .orElseGet(() -> control.bean(Heads.class).head(controlPlane));
    }

    long follow(NodeView.Quarantined... entities) {
      Heads.Head wanted = wanted();
      session.applied(
          new NodeRegistry.Outcome(
              wanted.sealed().revision(),
              wanted.sealed().root(),
              Duration.ofMillis(1),
              List.of(entities)));
      return wanted.sealed().revision();
    }
  }

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
    controlPlane = control.bean(ControlPlanes.class).first();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @BeforeEach
  void connect() {
    service("before");
    canary.connect();
    other.connect();
    base = canary.follow();
    other.follow();
  }

  @AfterEach
  void leave() {
    canary.session.ended("the test is over");
    other.session.ended("the test is over");
    for (Object each : (List<?>) control.get("/rollouts").json().get("data")) {
      control.post("/rollouts/" + ((Map<?, ?>) each).get("id") + "/release", Map.of());
    }
  }

  private void service(String name) {
    assertThat(
            control
                .post("/services", Map.of("name", name + unique, "host", "example.com"))
                .status())
        .isEqualTo(201);
  }

  private String create(Map<String, Object> more) {
    Map<String, Object> plan =
        new java.util.LinkedHashMap<>(
            Map.of(
                "bake_seconds",
                0,
                "waves",
                List.of(Map.of("name", "first", "labels", Map.of("stage", "canary" + unique)))));
    plan.putAll(more);
    var answer = control.post("/rollouts", plan);
    assertThat(answer.status()).as("%s", answer.raw().body()).isEqualTo(201);
    return "/rollouts/" + answer.json().get("id");
  }

  private Map<String, Object> settle(String rollout, String status) {
    return until(
        rollout,
        status,
        () -> {
          canary.follow();
          other.follow();
        });
  }

  /// The keeper runs by itself, too, and may be half way through a step at any time: waits.
  private Map<String, Object> until(String rollout, String status, Runnable meanwhile) {
    Instant limit = Instant.now().plusSeconds(30);
    Map<String, Object> now = Map.of();
    while (Instant.now().isBefore(limit)) {
      meanwhile.run();
      now = control.get(rollout).json();
      control.bean(RolloutKeeper.class).tick();
      if (status.equals(now.get("status"))) {
        return now;
      }
    }
    throw new AssertionError("not " + status + ": " + now);
  }

  @Test
  void aChangeGoesFromWaveToWaveAndNodesOfLaterWavesWait() {
    String rollout = create(Map.of("bake_seconds", 3600));
    service("new");
    assertThat(canary.follow()).as("collecting: nobody moves").isEqualTo(base);
    assertThat(control.post(rollout + "/start", Map.of()).status()).isEqualTo(200);
    assertThat(canary.follow()).isEqualTo(base + 1);
    assertThat(other.follow()).isEqualTo(base);
    control.bean(RolloutKeeper.class).tick();
    Map<?, ?> first = (Map<?, ?>) ((List<?>) control.get(rollout).json().get("waves")).getFirst();
    assertThat(first.get("state")).isEqualTo("baking");
    assertThat(first.get("updated")).isEqualTo(1L);
    FakeNode late = new FakeNode("canary");
    late.connect();
    assertThat(late.follow()).as("a new node gets what its wave has").isEqualTo(base + 1);
    late.session.ended("the test is over");
    assertThat(control.post(rollout + "/pause", Map.of()).json().get("status")).isEqualTo("paused");
    assertThat(canary.follow()).isEqualTo(base + 1);
    assertThat(control.post(rollout + "/release", Map.of()).status()).isEqualTo(200);
    assertThat(other.follow()).isEqualTo(base + 1);
  }

  @Test
  void withNothingToStopItAllNodesGetThereInTheEnd() {
    String rollout = create(Map.of());
    service("new");
    control.post(rollout + "/start", Map.of());
    settle(rollout, "completed");
    assertThat(other.follow()).isEqualTo(base + 1);
    assertThat(control.get("/services/new" + unique).status()).isEqualTo(200);
  }

  @Test
  void anEntityThatUpdatedNodesCantUseStopsItAndTakesTheChangeBack() {
    String rollout = create(Map.of("bake_seconds", 3600));
    service("bad");
    control.post(rollout + "/start", Map.of());
    EntityKey bad = new EntityKey("services", UUID.randomUUID());
    canary.follow(new NodeView.Quarantined(bad, "no such host", false));

    Map<String, Object> ended = until(rollout, "reverted", () -> {});

    assertThat(String.valueOf(ended.get("reason"))).contains("no such host");
    assertThat(control.get("/services/bad" + unique).status()).isEqualTo(404);
    assertThat(canary.follow()).as("the revision that took it back").isEqualTo(base + 2);
    assertThat(other.follow()).isEqualTo(base + 2);
  }

  @Test
  void aNodeThatVanishesStopsIt() {
    String rollout = create(Map.of("bake_seconds", 3600));
    service("deadly");
    control.post(rollout + "/start", Map.of());
    canary.follow();
    canary.session.seen();
    control.bean(NodeStore.class).save(control.bean(NodeRegistry.class).nodes(controlPlane));
    canary.session.ended("it crashed");
    until(rollout, "reverted", () -> {});
  }

  @Test
  void theFleetGoesBackToAnOlderRevisionInWaves() {
    service("second");
    canary.follow();
    other.follow();
    String rollout = create(Map.of("revision", base, "bake_seconds", 3600));
    assertThat(canary.follow()).isEqualTo(base);
    assertThat(other.follow()).isEqualTo(base + 1);
    assertThat(control.post("/rollouts", Map.of()).status()).as("one at a time").isEqualTo(409);
    assertThat(control.post(rollout + "/abort", Map.of()).json().get("status"))
        .isEqualTo("aborted");
    assertThat(canary.follow()).isEqualTo(base + 1);
    assertThat(control.get("/services/second" + unique).status()).isEqualTo(200);
  }

  @Test
  void otherChangesMadeMeanwhileAreNotTakenBackByItself() {
    String rollout = create(Map.of("bake_seconds", 3600));
    service("part");
    control.post(rollout + "/start", Map.of());
    service("unrelated");
    Map<String, Object> ended = control.post(rollout + "/abort", Map.of()).json();
    assertThat(ended.get("status")).isEqualTo("halted");
    assertThat(canary.follow()).isEqualTo(base);
    assertThat(control.get("/services/unrelated" + unique).status()).isEqualTo(200);
    control.post(rollout + "/release", Map.of());
    assertThat(canary.follow()).isEqualTo(base + 2);
  }

  /// Stores a step that a process took just before it died.
  private void died(String rollout) {
    RolloutStore store = control.bean(RolloutStore.class);
    UUID id = UUID.fromString(rollout.substring("/rollouts/".length()));
    Instant limit = Instant.now().plusSeconds(30);
    boolean stored = false;
    while (!stored && Instant.now().isBefore(limit)) {
      Rollout now = store.find(controlPlane, id).orElseThrow();
      stored = store.change(now.halted("it failed", Rollout.Status.REVERTED, Instant.now()));
    }
    assertThat(stored).as("the keeper moves it now and then, not all the time").isTrue();
  }

  private long head() {
    return control.bean(Heads.class).head(controlPlane).sealed().revision();
  }

  @Test
  void aRevertThatWasCutShortIsTakenUpAgain() {
    String rollout = create(Map.of("bake_seconds", 3600));
    service("half-way");
    control.post(rollout + "/start", Map.of());
    died(rollout);
    Map<String, Object> ended = untilReverted(rollout);
    assertThat(ended.get("reason")).isEqualTo("it failed");
    assertThat(control.get("/services/half-way" + unique).status()).isEqualTo(404);
  }

  @Test
  void aRevertThatLacksItsLastWordOnlyIsNotDoneTwice() {
    String rollout = create(Map.of("bake_seconds", 3600));
    service("taken-back");
    control.post(rollout + "/start", Map.of());
    assertThat(control.post("/revisions/" + base + "/rollback", Map.of()).status())
        .isBetween(200, 201);
    long head = head();
    died(rollout);
    untilReverted(rollout);
    assertThat(head()).isEqualTo(head);
  }

  private Map<String, Object> untilReverted(String rollout) {
    return until(rollout, "reverted", () -> {});
  }

  private void carried(FakeNode node, int fine, int failed, long micros) {
    LatencySketch latency = new LatencySketch();
    for (int i = 0; i < fine + failed; i++) {
      latency.add(micros);
    }
    long[] requests = {0, 0, fine, 0, 0, failed};
    control
        .bean(TrafficLog.class)
        .add(
            new Report(
                controlPlane,
                node.id,
                Instant.now(),
                List.of(new Report.Carried(null, null, null, requests, 0, 0, latency, latency))));
  }

  /// What tests before this one carried is among that of the others: theirs has to be much.
  private String underWay(Map<String, Object> halt) {
    String rollout = create(Map.of("bake_seconds", 3600, "halt", halt));
    service("harmful");
    control.post(rollout + "/start", Map.of());
    canary.follow();
    carried(other, 20_000, 0, 1_000);
    return rollout;
  }

  @Test
  void tooManyFailedRequestsToUpdatedNodesStopIt() {
    String rollout = underWay(Map.of("error_share", 0.02));
    carried(canary, 900, 100, 1_000);
    Map<String, Object> ended = untilReverted(rollout);
    assertThat(ended.get("reason")).isEqualTo("10.0 % of requests to updated nodes failed");
    assertThat(control.get("/services/harmful" + unique).status()).isEqualTo(404);
  }

  @Test
  void moreFailedRequestsThanToTheOthersStopIt() {
    String rollout = underWay(Map.of("error_share_over_others", 0.1));
    carried(canary, 50, 50, 1_000);
    assertThat(String.valueOf(untilReverted(rollout).get("reason")))
        .startsWith("50.0 % of requests to updated nodes failed, and ");
  }

  @Test
  void slowUpdatedNodesStopIt() {
    String rollout = underWay(Map.of("p99_factor", 10));
    carried(canary, 100, 0, 200_000);
    assertThat(String.valueOf(untilReverted(rollout).get("reason")))
        .startsWith("p99 of updated nodes is ")
        .contains(", of the others ");
  }

  @Test
  void figuresOfTooFewRequestsOrWithinTheLimitsStopNothing() {
    String rollout = underWay(Map.of("error_share", 0.2, "p99_millis", 500));
    carried(canary, 0, 40, 900_000);
    awaitUpdated(rollout, 40);
    control.bean(RolloutKeeper.class).tick();
    assertThat(control.get(rollout).json().get("status")).as("40 are too few").isEqualTo("running");
    carried(canary, 9_960, 0, 100);
    awaitUpdated(rollout, 10_000);
    control.bean(RolloutKeeper.class).tick();
    assertThat(control.get(rollout).json().get("status")).isEqualTo("running");
  }

  /// Figures are stored every few seconds.
  private void awaitUpdated(String rollout, long requests) {
    Instant limit = Instant.now().plusSeconds(30);
    Object figures = null;
    while (Instant.now().isBefore(limit)) {
      figures = control.get(rollout).json().get("figures");
      Map<?, ?> updated = (Map<?, ?>) ((Map<?, ?>) figures).get("updated");
      if (updated.get("requests").equals(requests)) {
        return;
      }
    }
    throw new AssertionError("not " + requests + " requests: " + figures);
  }
}
