package io.troop.control.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.admin.HealthReports;
import io.troop.control.database.OwnConnections;
import io.troop.control.sister.Sisters;
import io.troop.control.store.ControlPlanes;
import io.troop.control.sync.SharedHealth;
import io.troop.plugin.tools.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// A second process beside the running one, on its database: what it has of nodes is asked over the
/// Admin API of the first.
class SistersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static ControlPlaneForTests control;
  private static Sisters sister;

  /// Orders that the nodes of the second process got.
  private static final List<Orders.Order> ORDERED = Collections.synchronizedList(new ArrayList<>());

  private static final List<String> MARKED = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws InterruptedException {
    control = ControlPlaneForTests.start();
    sister =
        new Sisters(
            control.bean(OwnConnections.class),
            control.bean(JdbcClient.class),
            control.bean(PlatformTransactionManager.class));
    new FleetOrders((_, _, order, _) -> carryOut(order), sister);
    new SharedHealth(new Reports(), sister);
    sister.start();
    awaitHearing(control.bean(Sisters.class), sister);
    awaitHearing(sister, control.bean(Sisters.class));
  }

  @AfterAll
  static void stop() {
    sister.stop();
    control.close();
  }

  /// Until each counts the other among those it waits for.
  private static void awaitHearing(Sisters asks, Sisters answers) throws InterruptedException {
    answers.on("echo", question -> question + "!");
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> heard = List.of();
    while (!heard.equals(List.of("hello!"))) {
      assertThat(System.nanoTime()).as("heard %s", heard).isLessThan(end);
      heard = asks.ask("echo", "hello", PATIENCE).answers();
      Thread.onSpinWait();
    }
  }

  private static List<Orders.Reply> carryOut(Orders.Order order) {
    ORDERED.add(order);
    return order.method().equals("GET") && order.parameters().contains("known")
        ? List.of(Orders.Reply.NOTHING, new Orders.Reply(true, Map.of("hits", 3L)))
        : List.of();
  }

  /// What the nodes of the second process think.
  private static final class Reports implements HealthReports {

    @Override
    public Map<String, List<Address>> targets(UUID controlPlane, UUID upstream) {
      return controlPlane.equals(control.bean(ControlPlanes.class).first())
          ? Map.of("a.com:80", List.of(new Address("1.2.3.4", 80, 100, false)))
          : Map.of();
    }

    @Override
    public int set(
        UUID controlPlane, UUID upstream, String target, Optional<Spot> spot, boolean healthy) {
      MARKED.add(target + " " + spot.map(Spot::ip).orElse("all") + " " + healthy);
      return 2;
    }
  }

  @Test
  void ordersReachNodesOfOtherProcesses() {
    assertThat(control.delete("/proxy-cache").status()).isEqualTo(204);
    assertThat(control.get("/proxy-cache/known").json()).containsEntry("hits", 3L);
    assertThat(control.get("/proxy-cache/unknown").status()).isEqualTo(404);

    assertThat(ORDERED)
        .contains(
            new Orders.Order("DELETE", "/proxy-cache", List.of()),
            new Orders.Order("GET", "/proxy-cache/{key}", List.of("known")));
  }

  @Test
  void theHealthThatNodesOfOtherProcessesSeeIsShownAndSet() {
    UUID upstream = UUID.randomUUID();
    control.put(
        "/upstreams/" + upstream,
        Map.of(
            "name",
            "u",
            "healthchecks",
            Map.of("active", Map.of("healthy", Map.of("interval", 1)))));
    control.post("/upstreams/u/targets", Map.of("target", "a.com:80"));

    assertThat(control.get("/upstreams/u/health").raw().body())
        .contains("\"health\":\"UNHEALTHY\"")
        .contains("1.2.3.4");
    assertThat(control.put("/upstreams/u/targets/a.com:80/1.2.3.4:80/healthy", Map.of()).status())
        .isEqualTo(204);
    assertThat(control.put("/upstreams/u/targets/a.com:80/unhealthy", Map.of()).status())
        .isEqualTo(204);

    assertThat(MARKED).containsExactly("a.com:80 1.2.3.4 true", "a.com:80 all false");
  }

  @Test
  void whoCanNotAnswerIsNotWaitedFor() {
    sister.on(
        "broken",
        _ -> {
          throw new IllegalStateException("tried on purpose");
        });

    assertThat(control.bean(Sisters.class).ask("broken", "?", PATIENCE).answers()).isEmpty();
    assertThat(control.bean(Sisters.class).ask("unknown", "?", PATIENCE).answers()).isEmpty();
  }
}
