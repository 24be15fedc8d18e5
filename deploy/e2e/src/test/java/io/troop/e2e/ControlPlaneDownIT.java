package io.troop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.ControlPlane;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Node;
import io.troop.e2e.harness.Traffic;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// The control plane goes away and comes back: traffic never notices. The tests share one
/// installation and leave both planes running.
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
    installation = Installation.started();
    controlPlane = installation.controlPlane();
    node = installation.node();
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
  void noRequestFailsWhileTheControlPlaneRestarts() throws IOException {
    try (Traffic traffic = Traffic.to(node.proxy("/plain-path/plain"))) {
      controlPlane.stop();
      traffic.awaitMore(50);
      controlPlane.start();
      traffic.awaitMore(50);
      Changes.route(controlPlane, upstream, "/after-restart");
      installation.until(
          "the node is back in sync",
          () -> Http.get(node.proxy("/after-restart/plain")).status() == 200);

      assertThat(traffic.failures()).isEmpty();
    }
  }

  @Test
  @Order(2)
  void aNodeRestartedWithoutControlPlaneServesWhatItKnew() throws IOException {
    controlPlane.stop();
    node.stop();

    node.start();

    assertThat(Http.get(node.proxy("/plain-path/plain")).status()).isEqualTo(200);
    controlPlane.start();
    Changes.route(controlPlane, upstream, "/caught-up");
    installation.until(
        "the node caught up", () -> Http.get(node.proxy("/caught-up/plain")).status() == 200);
  }

  @Test
  @Order(3)
  void aNodeKilledWhileServingServesFromDiskAgain() throws IOException {
    controlPlane.stop();
    node.kill();

    node.start();

    assertThat(Http.get(node.proxy("/plain-path/plain")).status()).isEqualTo(200);
    controlPlane.start();
  }

  @Test
  @Order(4)
  void aTornCacheIsIgnoredAndReplaced() throws IOException {
    controlPlane.stop();
    node.stop();
    Cache.tear(node);

    node.launch();
    node.await(
        "its proxy answers", () -> Http.get(node.proxy("/plain-path/plain")).status() == 404);
    assertThat(node.isReady()).isFalse();

    controlPlane.start();
    node.await("it is ready again", node::isReady);
    assertThat(Http.get(node.proxy("/plain-path/plain")).status()).isEqualTo(200);
  }
}
