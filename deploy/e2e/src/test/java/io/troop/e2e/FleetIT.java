package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.Balancer;
import io.troop.e2e.harness.ControlPlane;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import io.troop.e2e.harness.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// One node behind a balancer, two control planes on one database: what an operator does with a
/// fleet, and what happens to it. The tests share the installation; the last leave less running.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetIT {

  private EchoServer upstream;
  private Installation installation;
  private ControlPlane first;
  private ControlPlane second;
  private Balancer balancer;
  private Node node;

  @BeforeAll
  void start() throws IOException {
    upstream = EchoServer.start("upstream");
    installation = Installation.withSharedDatabase();
    first = installation.controlPlane();
    first.start();
    second = installation.newControlPlane("second");
    second.start();
    // The node is with the second as long as that is there.
    balancer = Balancer.before(second.cluster(), first.cluster());
    node = installation.newNode("node-1");
    node.with("KONG_CLUSTER_CONTROL_PLANE", balancer.address());
    node.with("KONG_CLUSTER_DP_LABELS", "zone:edge,stage:test");
    node.start();
    Changes.route(first, upstream, "/stays");
    untilServed("/stays");
  }

  @AfterAll
  void stop() throws IOException {
    installation.close();
    balancer.close();
    upstream.close();
  }

  private void untilServed(String path) {
    installation.until(
        path + " is live", () -> Http.get(node.proxy(path + "/plain")).status() == 200);
  }

  private void untilGone(String path) {
    installation.until(
        path + " is gone", () -> Http.get(node.proxy(path + "/plain")).status() == 404);
  }

  /// The node is with the second process, the change is made at the first.
  @Test
  @Order(1)
  void twoControlPlanesOnOneDatabaseSeeEachOthersCommits() throws IOException {
    Changes.route(first, upstream, "/by-the-other");

    assertThat(Http.get(second.admin("/routes/by-the-other")).status()).isEqualTo(200);
    untilServed("/by-the-other");
  }

  private Answer rollout(String id, String verb) throws IOException {
    return Http.json("POST", first.admin("/rollouts/" + id + verb), "{}");
  }

  /// Requests of the wave fail: the rollout stops by itself, and all goes back.
  @Test
  @Order(2)
  void aRolloutThatMeetsItsHaltConditionTakesTheChangeBackFromARealNode() throws IOException {
    Answer made =
        Http.json(
            "POST",
            first.admin("/rollouts"),
            """
            {"message": "too many errors", "waves": [{"name": "all", "share": 1}], "bake_seconds": 300,
             "halt": {"error_share": 0.2, "least_requests": 5}}
            """);
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    String id = String.valueOf(made.json("id"));
    assertThat(
            Http.json(
                    "POST",
                    first.admin("/routes/stays/plugins"),
                    "{\"name\": \"request-termination\", \"config\": {\"status_code\": 503}}")
                .status())
        .isEqualTo(201);
    assertThat(Http.get(node.proxy("/stays/plain")).status()).as("nothing started").isEqualTo(200);

    Answer started = rollout(id, "/start");
    assertThat(started.status()).as("%s", started).isEqualTo(200);
    // Clients go on asking: the figures of the wave turn bad, and the rollout stops by itself.
    installation.until(
        "the rollout stopped and reverted",
        () -> {
          Http.get(node.proxy("/stays/plain"));
          Object status = Http.get(first.admin("/rollouts/" + id)).json("status");
          return List.of("reverted", "halted").contains(String.valueOf(status));
        });
    untilServed("/stays");
    installation.until(
        "the change was taken back",
        () -> List.of().equals(Http.get(first.admin("/routes/stays/plugins")).json("data")));
  }

  @Test
  @Order(3)
  void whatTheNodeCarriedShowsWithTheCommitsBesideIt() throws IOException {
    for (int i = 0; i < 20; i++) {
      assertThat(Http.get(node.proxy("/stays/plain")).status()).isEqualTo(200);
    }
    installation.until(
        "20 requests of the route are reported",
        () -> {
          Answer answer = Http.get(first.admin("/analytics?group_by=route&from=-30m"));
          return answer.json("groups") instanceof List<?> groups
              && groups.stream().anyMatch(FleetIT::isBusyRouteWithLatency)
              && answer.json("commits") instanceof List<?> commits
              && !commits.isEmpty();
        });
  }

  private static boolean isBusyRouteWithLatency(Object group) {
    return group instanceof Map<?, ?> map
        && String.valueOf(map.get("key")).contains("stays")
        && map.get("total") instanceof Map<?, ?> total
        && total.get("requests") instanceof Number requests
        && requests.longValue() >= 20
        && String.valueOf(total.get("latency_millis")).contains("p99");
  }

  /// The second process has the node's word, the first is asked; so are both of Kong's interfaces.
  @Test
  @Order(4)
  void oneEntityThatCantBeUsedShowsWithItsReasonAndKeepsNoOtherFromBeingServed()
      throws IOException {
    Answer made =
        Http.json(
            "POST",
            first.admin("/routes/by-the-other/plugins"),
            """
            {"name": "session", "config": {"secret": "{vault://of-nobody/secret}"}}
            """);
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    Changes.route(first, upstream, "/beside-it");
    untilServed("/beside-it");

    String labelled = first.admin("/fleet?state=quarantined&label=zone:edge");
    installation.until(
        "the plugin is in quarantine at the node with this label",
        () ->
            made.json("id")
                .equals(first(Http.get(labelled).json("nodes"), "quarantined").get("id")));
    Map<?, ?> shown = first(Http.get(labelled).json("nodes"), "quarantined");
    assertThat(shown.get("entity")).isEqualTo("plugins");
    assertThat(String.valueOf(shown.get("reason"))).contains("of-nobody");
    assertThat(first(Http.get(first.admin("/clustering/data-planes")).json("data"), "quarantined"))
        .isEqualTo(shown);
    assertThat(Http.get(node.proxy("/stays/plain")).status()).isEqualTo(200);

    Http.delete(first.admin("/plugins/" + made.json("id")));
    installation.until(
        "nothing is in quarantine any more",
        () -> "in_sync".equals(Http.get(first.admin("/fleet")).json("nodes", 0, "state")));
  }

  /// The first of a list that the first row of a list has under a name; empty without one.
  private static Map<?, ?> first(Object rows, String name) {
    return rows instanceof List<?> list
            && !list.isEmpty()
            && list.getFirst() instanceof Map<?, ?> row
            && row.get(name) instanceof List<?> inner
            && !inner.isEmpty()
            && inner.getFirst() instanceof Map<?, ?> found
        ? found
        : Map.of();
  }

  @Test
  @Order(5)
  void aNodeOfAKilledControlPlaneGoesOnWithTheOtherByDeltasAndLosesNoRequest() throws IOException {
    try (Traffic traffic = Traffic.to(node.proxy("/stays/plain"))) {
      second.kill();
      Changes.route(first, upstream, "/by-the-first");
      untilServed("/by-the-first");
      traffic.awaitMore(20);
      assertThat(traffic.failures()).isEmpty();
    }
    // The count is that of the control plane which serves the node now.
    assertThat(Http.get(first.admin("/fleet")).json("nodes", 0, "snapshots"))
        .as("deltas only")
        .hasToString("0");
  }

  /// The network goes silent: nothing is refused, nothing arrives.
  @Test
  @Order(6)
  void aNodeBehindASilentNetworkServesOnShowsAsLostAndCatchesUp() throws IOException {
    balancer.cut();
    installation.until(
        "the node shows as lost",
        () -> "lost".equals(Http.get(first.admin("/fleet")).json("nodes", 0, "state")));
    Changes.route(first, upstream, "/meanwhile");
    assertThat(Http.get(node.proxy("/stays/plain")).status()).isEqualTo(200);

    balancer.heal();

    untilServed("/meanwhile");
    assertThat(Http.get(first.admin("/fleet")).json("nodes", 0, "last_transfer"))
        .isEqualTo("DELTA");
  }

  @Test
  @Order(7)
  void aNodeTakesOrdersWhileItsControlPlaneIsAway() throws IOException {
    Changes.route(first, upstream, "/latest");
    untilServed("/latest");
    first.stop();

    assertThat(node.order("GET", "/revisions").body()).contains("\"serving\":true");
    Answer back = node.order("POST", "/rollback");
    assertThat(back.status()).as("%s", back).isEqualTo(200);
    assertThat(back.json("pinned_revision")).isNotNull();
    untilGone("/latest");
    assertThat(Http.get(node.proxy("/stays/plain")).status()).isEqualTo(200);
    assertThat(node.order("POST", "/drain").json("draining")).isEqualTo(true);
    assertThat(node.isReady()).isFalse();

    node.stop();
    node.launch();
    node.await(
        "it serves, and still the older revision",
        () ->
            Http.get(node.proxy("/stays/plain")).status() == 200
                && Http.get(node.proxy("/latest/plain")).status() == 404);
    assertThat(node.order("GET", "/status").json("pinned_revision")).isNotNull();
    assertThat(node.order("POST", "/unpin").json("pinned_revision")).isNull();
    first.start();
    untilServed("/latest");
  }
}
