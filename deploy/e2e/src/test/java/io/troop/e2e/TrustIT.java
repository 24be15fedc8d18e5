package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.ControlPlane;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Launcher;
import io.troop.e2e.harness.Node;
import io.troop.e2e.harness.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// Who may be a node. The authority of a control plane is replaced under load, and nobody notices;
/// then it is rehearsed as an operator does; then a node is cut off. The tests share the
/// installation.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrustIT {

  private EchoServer upstream;
  private Installation installation;
  private ControlPlane controlPlane;
  private Node node;

  @BeforeAll
  void start() throws IOException {
    upstream = EchoServer.start("upstream");
    installation = Installation.started();
    controlPlane = installation.controlPlane();
    node = installation.node();
  }

  @AfterAll
  void stop() throws IOException {
    installation.close();
    upstream.close();
  }

  private void routeThatServes(String path) throws IOException {
    Changes.route(controlPlane, upstream, path);
    installation.until(
        path + " is live", () -> Http.get(node.proxy(path + "/plain")).status() == 200);
  }

  @Test
  @Order(1)
  void aRotationUnderLoadLosesNoRequestAndLeavesNoNodeBehind() throws IOException {
    routeThatServes("/before");
    Object certificate = certificate(controlPlane);
    try (Traffic traffic = Traffic.to(node.proxy("/before/plain"))) {
      for (String step : List.of("prepare", "activate", "retire")) {
        installation.until(
            step + " leaves no node behind",
            () -> Http.form("POST", controlPlane.admin("/pki/" + step), "").status() == 200);
      }
      installation.until("every node was told", () -> dependents(controlPlane).isEmpty());
      routeThatServes("/after");
      assertThat(traffic.failures()).isEmpty();
    }
    assertThat(certificate(controlPlane)).isNotEqualTo(certificate);

    // What it was set up with is of no use any more, and of no need.
    node.stop();
    node.start();
    routeThatServes("/restarted");
    assertThat(onlyNode(controlPlane, "snapshots"))
        .as("one when it was new, deltas ever since")
        .isEqualTo(1);
  }

  @Test
  @Order(2)
  void theDrillRehearsesExpiryCompromiseAndARotationOnTheLiveFleet() throws Exception {
    Object certificate = certificate(controlPlane);
    try (Traffic traffic = Traffic.to(node.proxy("/before/plain"))) {
      Launcher.Result drill = new Launcher(controlPlane).run("pki", "drill");

      assertThat(drill.status()).as(drill.output()).isZero();
      assertThat(drill.output())
          .contains(
              "0 of the fleet's nodes. Good.",
              "accepted before, refused right after. Good.",
              "prepare: done",
              "activate: done",
              "retire: done",
              "every node follows the new authority",
              "The drill is over: all went well.");
      assertThat(traffic.failures()).isEmpty();
    }
    assertThat(certificate(controlPlane)).as("of the new authority").isNotEqualTo(certificate);
    routeThatServes("/drilled");
    assertThat(onlyNode(controlPlane, "snapshots")).isEqualTo(1);
  }

  @Test
  @Order(3)
  void deletingACertificateCutsItsNodeAndNoOther() throws IOException {
    Node leaving = installation.newNode("leaving");
    leaving.start();
    installation.until(
        "the change before is live",
        () -> Http.get(leaving.proxy("/before/plain")).status() == 200);

    installation.enrolmentOf(leaving).revoke(controlPlane);
    routeThatServes("/cut-off");

    assertThat(Http.get(leaving.proxy("/cut-off/plain")).status()).isEqualTo(404);
    assertThat(Http.get(leaving.proxy("/before/plain")).status())
        .as("a cut node goes on serving what it has")
        .isEqualTo(200);
  }

  private static List<?> dependents(ControlPlane controlPlane) throws IOException {
    Answer answer = Http.get(controlPlane.admin("/pki"));
    return answer.json("dependents") instanceof List<?> list ? list : List.of(answer);
  }

  /// The fingerprint of the certificate that the only node shows.
  private static Object certificate(ControlPlane controlPlane) throws IOException {
    return onlyNode(controlPlane, "certificate", "fingerprint");
  }

  private static Object onlyNode(ControlPlane controlPlane, String... path) throws IOException {
    List<Object> steps = new ArrayList<>(List.of("nodes", 0));
    steps.addAll(List.of(path));
    return Objects.requireNonNull(
        Http.get(controlPlane.admin("/fleet")).json(steps.toArray()), "a node");
  }
}
