package io.troop.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Fingerprint;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.database.OwnConnections;
import io.troop.control.fleet.NodeRegistry.Introduction;
import io.troop.control.fleet.NodeRegistry.Outcome;
import io.troop.control.fleet.NodeView.Extras;
import io.troop.control.sister.Sisters;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Heads;
import io.troop.state.Hash;
import io.troop.state.Root;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Processes of a control plane beside the running one, on its database, with clocks that tests
/// set.
class FleetKeeperIT {

  private static final Duration DELAY = Duration.ofDays(14);
  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  /// A process that has one node, and one that sees it in the database only.
  private final UUID controlPlane = UUID.randomUUID();

  private final UUID id = UUID.randomUUID();

  /// In microseconds, as the product's clock: the database keeps no more.
  private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  private final InstantSource clock = () -> now;
  private final NodeStore store = control.bean(NodeStore.class);
  private final NodeRegistry registry = new NodeRegistry(clock);
  private final Fleet here = new Fleet(registry, store, clock);
  private final Fleet elsewhere = new Fleet(new NodeRegistry(clock), store, clock);
  private final FleetKeeper keeper =
      new FleetKeeper(
          registry,
          store,
          control.bean(ControlPlaneKeys.class),
          control.bean(ClientCertificates.class),
          control.bean(CertificateWatch.class),
          orders(here, new ArrayList<>()),
          clock,
          DELAY);

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private NodeSession connect(UUID node, String hostname) {
    Member member =
        new Member(
            controlPlane,
            new Fingerprint("ab"),
            Instant.now().plus(Duration.ofDays(300)),
            "10.0.0.7");
    return registry.connected(
        member, new Introduction(node, hostname, "3.9.1", Map.of(), Map.of(), Extras.NONE));
  }

  private void assertConnected(boolean expected) {
    for (Fleet fleet : List.of(here, elsewhere)) {
      assertThat(fleet.node(controlPlane, id).orElseThrow().connected())
          .as(fleet == here ? "where it is connected" : "elsewhere")
          .isEqualTo(expected);
    }
  }

  @Test
  void aNodeThatVanishedShowsWithin15SecondsAndIsForgottenAfterTheDelay() {
    NodeSession session = connect(id, "edge");
    keeper.keep();
    assertConnected(true);
    pass(Duration.ofSeconds(14));
    assertConnected(true);

    pass(Duration.ofSeconds(1));
    assertConnected(false);

    session.seen();
    keeper.keep();
    assertConnected(true);
    session.ended("it was unplugged");
    keeper.keep();
    assertConnected(false);
    pass(DELAY.minusSeconds(60));
    keeper.keep();
    assertConnected(false);
    pass(Duration.ofHours(2));
    keeper.keep();
    assertThat(here.node(controlPlane, id)).isEmpty();
    assertThat(elsewhere.node(controlPlane, id)).isEmpty();
  }

  @Test
  void aClockThatJumpsLosesNoNodeAndHidesNothing() {
    NodeSession session = connect(id, "edge");
    keeper.keep();
    pass(DELAY.plusDays(1));
    keeper.keep();
    session.seen();
    keeper.keep();
    assertConnected(true);

    pass(DELAY.negated());
    session.seen();
    Root root = new Root(Hash.of(new byte[Hash.SIZE]));
    session.applied(new Outcome(7, root, Duration.ZERO, List.of()));
    keeper.keep();
    assertConnected(true);
    for (Fleet fleet : List.of(here, elsewhere)) {
      assertThat(fleet.node(controlPlane, id).orElseThrow().held().revision()).isEqualTo(7);
    }
    session.ended("it left");
    keeper.keep();
    assertConnected(false);
  }

  @Test
  void whatANodeSaysKeepsNothingOfTheOthersFromBeingStored() {
    assertThatThrownBy(() -> connect(id, "nul\0nul"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hostname with control characters (expected: one line of text)");
    NodeSession bad = connect(UUID.randomUUID(), "bad");
    bad.rejected(3, "nul \0 and " + "long ".repeat(10_000), List.of());
    bad.storage("nul \0");
    connect(id, "good");

    keeper.keep();

    assertConnected(true);
    assertThat(elsewhere.nodes(controlPlane))
        .filteredOn(node -> node.hostname().equals("bad"))
        .singleElement()
        .satisfies(node -> {
          assertThat(node.rejection())
              .startsWith("revision 3: nul \uFFFD and")
              .hasSizeLessThan(5000);
          assertThat(node.extras().problems()).containsEntry(Extras.STORAGE, "nul \uFFFD");
        });
  }

  @Test
  void aNodeWithAFullDiskIsTroubled() {
    UUID first = control.bean(ControlPlanes.class).first();
    Heads.Head head = control.bean(Heads.class).head(first);
    Member member =
        new Member(first, new Fingerprint("cd"), now.plus(Duration.ofDays(300)), "10.0.0.8");
    NodeSession session =
        control
            .bean(NodeRegistry.class)
            .connected(
                member, new Introduction(id, "full", "3.9.1", Map.of(), Map.of(), Extras.NONE));
    session.applied(
        new Outcome(head.sealed().revision(), head.sealed().root(), Duration.ZERO, List.of()));

    session.storage("No space left on device");

    assertThat(control.get("/fleet/" + id).json())
        .containsEntry("state", "troubled")
        .containsEntry("problems", Map.of("storage", "No space left on device"));
    assertThat((Map<?, ?>) control.get("/fleet?state=troubled").json().get("counts"))
        .isNotNull()
        .matches(counts -> Long.valueOf(1).equals(counts.get("troubled")));
    session.storage(null);
    assertThat(control.get("/fleet/" + id).json()).containsEntry("state", "in_sync");
  }

  private static AdoptionOrders orders(Fleet fleet, List<UUID> carriedOut) {
    return new AdoptionOrders(
        control.bean(JdbcClient.class),
        control.bean(PlatformTransactionManager.class),
        (controlPlane, node) -> {
          carriedOut.add(node == null ? controlPlane : node);
          return List.of();
        },
        fleet);
  }

  @Test
  void anOrderToAdoptReachesTheNodesOfAllProcessesOnce() {
    connect(id, "refuses").rejected(3, "the history is another", List.of());
    UUID content = UUID.randomUUID();
    connect(content, "content");
    keeper.keep();
    List<UUID> atFirst = new ArrayList<>();
    List<UUID> atSecond = new ArrayList<>();
    List<UUID> atThird = new ArrayList<>();
    AdoptionOrders first = orders(elsewhere, atFirst);
    AdoptionOrders second = orders(here, atSecond);
    second.begin();

    AdoptionOrders.Given given = first.order(controlPlane, null);
    first.order(controlPlane, content);
    for (int i = 0; i < 3; i++) {
      first.refresh();
      second.refresh();
    }
    AdoptionOrders third = orders(here, atThird);
    third.begin();
    third.refresh();

    assertThat(given.told()).isEmpty();
    assertThat(given.passedOn()).as("refuses, and is connected elsewhere").containsExactly(id);
    assertThat(atFirst).filteredOn(this::isOfThisTest).containsExactly(controlPlane, content);
    assertThat(atSecond).filteredOn(this::isOfThisTest).containsExactly(controlPlane, content);
    assertThat(atThird).as("came after the order").isEmpty();
  }

  /// Each of the two processes tells the other, and both show it until one of the nodes is gone.
  @Test
  void twoNodesWithOneIdAtTwoProcessesAreFoundAtBoth() {
    NodeRegistry there = new NodeRegistry(clock);
    Sisters sister =
        new Sisters(
            control.bean(OwnConnections.class),
            control.bean(JdbcClient.class),
            control.bean(PlatformTransactionManager.class));
    new Twins(registry, control.bean(Sisters.class));
    Twins twins = new Twins(there, sister);
    NodeSession first = connectAs("first", registry, id);
    pass(Duration.ofSeconds(2));
    NodeSession second = connectAs("second", there, id);
    first.seen();
    second.seen();
    tell(registry, there);
    tell(there, registry);
    assertThat(first.notice()).as("the first may have left").isNull();

    pass(Duration.ofSeconds(6));
    first.seen();
    second.seen();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (first.notice() == null || second.notice() == null) {
      assertThat(System.nanoTime()).as("the second process was heard").isLessThan(end);
      // It asks the running process, which may have begun to listen just now.
      twins.look();
    }

    assertThat(first.notice()).startsWith("another node has the same id: second at 10.0.0.7.");
    assertThat(second.notice()).startsWith("another node has the same id: first at 10.0.0.7.");
    assertThat(registry.nodes(controlPlane).getFirst().extras().problems())
        .containsEntry(Extras.SAME_ID, first.notice());
    second.ended("it was stopped");
    pass(Duration.ofSeconds(21));
    first.seen();
    tell(registry, there);
    assertThat(first.notice()).isNull();
    assertThat(registry.nodes(controlPlane).getFirst().extras().problems()).isEmpty();
  }

  @Test
  void aNodeThatWasRestartedAtAnotherProcessIsNoTwin() {
    NodeRegistry there = new NodeRegistry(clock);
    NodeSession before = connectAs("before", registry, id);
    before.seen();
    pass(Duration.ofSeconds(1));
    NodeSession now = connectAs("after", there, id);
    pass(Duration.ofSeconds(10));
    now.seen();

    tell(there, registry);
    tell(registry, there);

    assertThat(before.notice()).as("its connection is dead and nobody noticed").isNull();
    assertThat(now.notice()).isNull();
  }

  private NodeSession connectAs(String name, NodeRegistry process, UUID node) {
    Member member =
        new Member(
            controlPlane,
            new Fingerprint("ab"),
            Instant.now().plus(Duration.ofDays(300)),
            "10.0.0.7");
    return process.connected(
        member, new Introduction(node, name, name, "3.9.1", Map.of(), Map.of(), Extras.NONE));
  }

  /// What one process tells the other over the database.
  private static void tell(NodeRegistry process, NodeRegistry other) {
    for (NodeRegistry.Claim claim : process.claims(Duration.ofSeconds(60))) {
      other
          .contest(claim)
          .ifPresent(place -> process.elsewhere(claim.controlPlane(), claim.node(), place));
    }
  }

  private boolean isOfThisTest(UUID carriedOut) {
    return carriedOut.equals(controlPlane) || here.node(controlPlane, carriedOut).isPresent();
  }
}
