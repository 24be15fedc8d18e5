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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// The control plane, with the database it embeds, goes away and comes back: what it confirmed
/// stays, and traffic never notices. The tests share one installation, each begins where the one
/// before it ended.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ControlPlaneDownIT {

  private EchoServer upstream;
  private Installation installation;
  private ControlPlane controlPlane;
  private Node node;

  @BeforeAll
  void start() throws IOException {
    upstream = EchoServer.start("upstream");
    installation = Installation.withEmbeddedDatabase();
    controlPlane = installation.controlPlane();
    controlPlane.start();
    node = installation.newNode("node-1");
    node.start();
    Changes.route(controlPlane, upstream, "/plain-path");
    installation.until(
        "the route is live", () -> Http.get(node.proxy("/plain-path/plain")).status() == 200);
  }

  @AfterAll
  void stop() throws IOException {
    installation.close();
    upstream.close();
  }

  @Test
  @Order(1)
  void aKilledControlPlaneLosesNothingItConfirmedAndNoRequestFails() throws IOException {
    try (Traffic traffic = Traffic.to(node.proxy("/plain-path/plain"))) {
      List<Object> confirmed = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Answer answer = consumer("consumer-" + i);
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        confirmed.add(answer.json("id"));
      }

      controlPlane.kill();
      traffic.awaitMore(50);
      controlPlane.start();

      for (Object id : confirmed) {
        assertThat(Http.get(controlPlane.admin("/consumers/" + id)).status()).isEqualTo(200);
      }
      Answer another = consumer("after-the-crash");
      assertThat(another.status()).as("%s", another).isEqualTo(201);
      traffic.awaitMore(50);
      Changes.route(controlPlane, upstream, "/after-restart");
      installation.until(
          "the node is back in sync",
          () -> Http.get(node.proxy("/after-restart/plain")).status() == 200);
      assertThat(traffic.failures()).isEmpty();
    }
  }

  private Answer consumer(String name) throws IOException {
    return Http.form("POST", controlPlane.admin("/consumers"), "username=" + name);
  }

  /// From here on the control plane is away.
  @Test
  @Order(2)
  void aNodeKilledWhileServingServesFromDiskAgainWithoutControlPlane() throws IOException {
    controlPlane.stop();
    node.kill();

    node.start();

    assertThat(Http.get(node.proxy("/plain-path/plain")).status()).isEqualTo(200);
    assertThat(Http.get(node.proxy("/after-restart/plain")).status()).isEqualTo(200);
  }

  @Test
  @Order(3)
  void aTornCacheIsIgnoredAndReplaced() throws IOException {
    node.stop();
    Cache.tear(node);

    node.launch();
    node.await(
        "its proxy answers", () -> Http.get(node.proxy("/plain-path/plain")).status() == 404);
    assertThat(node.isReady()).isFalse();

    controlPlane.start();
    node.await("it is ready again", node::isReady);
    assertThat(Http.get(node.proxy("/plain-path/plain")).status()).isEqualTo(200);
    Changes.route(controlPlane, upstream, "/caught-up");
    installation.until(
        "the node caught up", () -> Http.get(node.proxy("/caught-up/plain")).status() == 200);
  }
}
