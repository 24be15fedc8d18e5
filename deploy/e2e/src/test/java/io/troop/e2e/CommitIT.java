package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.ControlPlane;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What was answered with 201 stays and travels.
class CommitIT {

  @Test
  void twoControlPlanesOnOneDatabaseSeeEachOthersCommits() throws IOException {
    try (EchoServer upstream = EchoServer.start("upstream");
        Installation installation = Installation.withSharedDatabase()) {
      ControlPlane first = installation.controlPlane();
      first.start();
      ControlPlane second = installation.newControlPlane("second");
      second.start();
      installation.newNode("node-1").start();

      Changes.route(second, upstream, "/by-the-second");

      Answer seen = Http.get(first.admin("/routes/by-the-second"));
      assertThat(seen.status()).isEqualTo(200);
      installation.until(
          "the node of the first has the second's change",
          () -> Http.get(installation.node().proxy("/by-the-second/plain")).status() == 200);
    }
  }

  @Test
  void aKilledControlPlaneLosesNothingItConfirmed() throws IOException {
    try (Installation installation = Installation.withEmbeddedDatabase()) {
      ControlPlane controlPlane = installation.controlPlane();
      controlPlane.start();
      List<Object> confirmed = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Answer answer =
            Http.form("POST", controlPlane.admin("/consumers"), "username=consumer-" + i);
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        confirmed.add(answer.json("id"));
      }

      controlPlane.kill();
      controlPlane.start();

      for (Object id : confirmed) {
        assertThat(Http.get(controlPlane.admin("/consumers/" + id)).status()).isEqualTo(200);
      }
      Answer another =
          Http.form("POST", controlPlane.admin("/consumers"), "username=after-the-crash");
      assertThat(another.status()).as("%s", another).isEqualTo(201);
    }
  }
}
