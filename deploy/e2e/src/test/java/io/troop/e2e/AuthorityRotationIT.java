package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.ControlPlane;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import io.troop.e2e.harness.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The authority of a control plane is replaced under load, and nobody notices.
class AuthorityRotationIT {

  @Test
  void aRotationUnderLoadLosesNoRequestAndLeavesNoNodeBehind() throws IOException {
    try (EchoServer upstream = EchoServer.start("upstream");
        Installation installation = Installation.started()) {
      ControlPlane controlPlane = installation.controlPlane();
      Node node = installation.node();
      Changes.route(controlPlane, upstream, "/before");
      installation.until(
          "the route is live", () -> Http.get(node.proxy("/before/plain")).status() == 200);
      Object certificate = certificate(controlPlane);
      try (Traffic traffic = Traffic.to(node.proxy("/before/plain"))) {
        for (String step : List.of("prepare", "activate", "retire")) {
          installation.until(
              step + " leaves no node behind",
              () -> Http.form("POST", controlPlane.admin("/pki/" + step), "").status() == 200);
        }
        installation.until("every node was told", () -> dependents(controlPlane).isEmpty());
        Changes.route(controlPlane, upstream, "/after");
        installation.until(
            "the change is live", () -> Http.get(node.proxy("/after/plain")).status() == 200);
        assertThat(traffic.failures()).isEmpty();
      }
      assertThat(certificate(controlPlane)).isNotEqualTo(certificate);

      // What it was set up with is of no use any more, and of no need.
      node.stop();
      node.start();
      Changes.route(controlPlane, upstream, "/restarted");
      installation.until(
          "the restarted node follows",
          () -> Http.get(node.proxy("/restarted/plain")).status() == 200);
      assertThat(onlyNode(controlPlane, "snapshots"))
          .as("one when it was new, deltas ever since")
          .isEqualTo(1);
    }
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
