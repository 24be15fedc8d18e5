package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Who may be a node.
class CertificateIT {

  @Test
  void deletingACertificateCutsItsNodeAndNoOther() throws IOException {
    try (EchoServer upstream = EchoServer.start("upstream");
        Installation installation = Installation.started()) {
      Node staying = installation.node();
      Node leaving = installation.newNode("leaving");
      leaving.start();
      Changes.route(installation.controlPlane(), upstream, "/before");
      for (Node node : new Node[] {staying, leaving}) {
        installation.until(
            "the change is live", () -> Http.get(node.proxy("/before/plain")).status() == 200);
      }

      installation.enrolmentOf(leaving).revoke(installation.controlPlane());
      Changes.route(installation.controlPlane(), upstream, "/after");

      installation.until(
          "the change is live", () -> Http.get(staying.proxy("/after/plain")).status() == 200);
      assertThat(Http.get(leaving.proxy("/after/plain")).status()).isEqualTo(404);
      Answer known = Http.get(leaving.proxy("/before/plain"));
      assertThat(known.status()).as("a cut node goes on serving what it has").isEqualTo(200);
    }
  }
}
