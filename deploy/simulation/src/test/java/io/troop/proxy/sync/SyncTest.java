package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.troop.control.fleet.NodeView;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Transfer;
import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes over the wire, case by case, between the real sides.
class SyncTest {

  @TempDir Path folder;
  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private FakeNode node;

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
    controlPlane.close();
  }

  private void dial() {
    if (node == null) {
      node = new FakeNode(controlPlane, folder.resolve("node"));
    }
    node.connect();
    node.settle();
  }

  @Test
  void aConfigurationWithoutEntitiesIsOne() {
    dial();
    assertThat(node.holding()).isNotNull();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(transfers()).singleElement().matches(t -> t.getKind() == Transfer.Kind.SNAPSHOT);
    assertThat(view().lastTransfer()).isEqualTo("SNAPSHOT: the node holds no configuration");
  }

  @Test
  void theIdsOfWorkspacesComeWithEntitiesAndOutliveARestart() {
    dial();
    controlPlane.commit(services(0, 3));
    node.settle();
    Map<String, UUID> known = Map.of("default", FakeControlPlane.WORKSPACE);
    assertThat(node.holding().workspaces()).isEqualTo(known);

    node.boot();

    assertThat(node.holding().workspaces()).isEqualTo(known);
    assertThat(node.holding().sealed().revision()).isEqualTo(1);
  }

  @Test
  void aChangeOfOneEntityIsOneSmallMessage() {
    controlPlane.commit(services(0, 10_000));
    dial();
    node.received.clear();

    controlPlane.commit(List.of(service(17, "changed")));
    node.settle();

    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(node.received).singleElement().matches(ToNode::hasPart);
    assertThat(bytes()).isLessThan(1024);
    assertThat(view().held().revision()).isEqualTo(2);
  }

  @Test
  void commitsWhileANodeIsBusyArriveAsOneDelta() {
    dial();
    node.received.clear();
    controlPlane.commit(services(0, 1));
    // The first delta is on its way and not yet applied.
    for (int i = 1; i <= 20; i++) {
      controlPlane.commit(services(i, i + 1));
    }
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(transfers()).hasSize(2).allMatch(t -> t.getKind() == Transfer.Kind.DELTA);
    assertThat(transfers().getLast().getChanges()).isEqualTo(20);
  }

  @Test
  void resumesByADeltaAfterALongAbsenceAndRestartsOfBothSides() {
    controlPlane.commit(services(0, 1000));
    dial();
    node.disconnect();
    for (int i = 0; i < 500; i++) {
      controlPlane.commit(List.of(service(i % 7, "version " + i)));
    }
    controlPlane.restart();
    node.boot();
    node.received.clear();
    dial();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(transfers())
        .singleElement()
        .matches(t -> t.getKind() == Transfer.Kind.DELTA && t.getChanges() == 7);
    assertThat(view().snapshots()).isZero();
  }

  @Test
  void getsASnapshotWithItsReasonWhenTheLogDoesNotReachBack() {
    controlPlane.commit(services(0, 10));
    dial();
    node.disconnect();
    controlPlane.commit(services(10, 20));
    controlPlane.commit(services(20, 30));
    controlPlane.restart();
    controlPlane.forgetLogBefore(2);
    node.received.clear();
    dial();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(transfers())
        .singleElement()
        .matches(t -> t.getReason().equals("the log does not reach back to revision 1"));
    assertThat(view().lastTransfer())
        .isEqualTo("SNAPSHOT: the log does not reach back to revision 1");
    assertThat(view().snapshots()).isEqualTo(1);
  }

  @Test
  void aBitFlippedInMemoryIsFoundAndOnlyItsBucketTravels() {
    controlPlane.commit(services(0, 20_000));
    dial();
    Entity victim = controlPlane.image().get(key(4711));
    node.corrupt(victim);
    node.received.clear();

    for (int i = 0; i < 16; i++) {
      node.heartbeat();
      node.settle();
    }

    assertThat(node.holding().image()).isEqualTo(controlPlane.image());
    assertThat(node.holding().image().get(victim.key()).isIntact()).isTrue();
    assertThat(transfers()).hasSize(1);
    Transfer repair = transfers().getFirst();
    assertThat(repair.getKind()).isEqualTo(Transfer.Kind.REPAIR);
    assertThat(repair.getBucketsList()).containsExactly(Image.bucketOf(victim.key()));
    assertThat(repair.getChanges())
        .isEqualTo(controlPlane.image().bucket(Image.bucketOf(victim.key())).size());
    assertThat(bytes()).isLessThan(8 * 1024);
  }

  @Test
  void aLyingHelloIsFoundByItsRoot() {
    controlPlane.commit(services(0, 2000));
    dial();
    node.disconnect();
    node.corrupt(controlPlane.image().get(key(5)));
    node.received.clear();
    dial();
    // The node's own sum still says what it was; its next look at the bytes tells.
    for (int i = 0; i < 16; i++) {
      node.heartbeat();
      node.settle();
    }
    assertThat(node.holding().image().recomputed().root(FakeControlPlane.ID))
        .isEqualTo(controlPlane.root());
  }

  @Test
  void refusesARevisionThatTheSealDidNotSign() {
    controlPlane.commit(services(0, 10));
    dial();
    var before = node.root();
    controlPlane.signWithWrongKey();
    controlPlane.commit(services(10, 20));
    node.settle();
    assertThat(node.root()).isEqualTo(before);
    assertThat(node.holding().sealed().revision()).isEqualTo(1);
    assertThat(view().rejection()).contains("revision 2").contains("signature");
    node.received.clear();
    node.heartbeat();
    node.settle();
    assertThat(transfers()).as("what was refused is not sent again").isEmpty();
  }

  @Test
  void staysWhereItIsWhenTheControlPlaneWasRestoredFromAnOlderBackup() {
    controlPlane.commit(services(0, 10));
    controlPlane.commit(services(10, 20));
    controlPlane.commit(services(20, 30));
    dial();
    Root held = node.root();

    controlPlane.restoreBackupOf(1);
    dial();

    assertThat(node.root()).isEqualTo(held);
    assertThat(node.refusal()).contains("does not have", "older backup", "/adopt");
    assertThat(view().rejection()).startsWith("revision 1: this node holds").contains("/adopt");

    // Numbers the node knows are given out again, for other content.
    for (int i = 0; i < 5; i++) {
      controlPlane.commit(List.of(service(i, "since the restore")));
      node.settle();
      assertThat(node.root()).as("revision " + controlPlane.revision()).isEqualTo(held);
      controlPlane.restart();
      dial();
      assertThat(node.root()).as("revision " + controlPlane.revision()).isEqualTo(held);
      assertThat(view().rejection()).contains("does not have");
    }
    assertThat(node.holding().sealed().revision()).isEqualTo(3);
  }

  @Test
  void goesToAnotherHistoryByAnOrderGivenAtTheControlPlane() {
    controlPlane.commit(services(0, 10));
    controlPlane.commit(services(10, 20));
    dial();
    controlPlane.restoreBackupOf(1);
    dial();
    assertThat(node.refusal()).isNotNull();

    assertThat(controlPlane.feeds().adopt(FakeControlPlane.ID, null)).containsExactly(node.id());
    node.settle();

    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(node.refusal()).isNull();
    assertThat(view().rejection()).isNull();
    controlPlane.commit(services(10, 15));
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(transfers().getLast().getKind()).isEqualTo(Transfer.Kind.DELTA);
    assertThat(controlPlane.feeds().adopt(FakeControlPlane.ID, null)).as("all follow").isEmpty();
  }

  @Test
  void anOrderToAdoptAnotherHistoryCountsOnce() {
    controlPlane.commit(services(0, 10));
    controlPlane.commit(services(10, 20));
    dial();
    controlPlane.restoreBackupOf(1);
    dial();

    node.adopt();
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());

    Root held = node.root();
    controlPlane.restoreBackupOf(0);
    dial();
    assertThat(node.root()).isEqualTo(held);
    assertThat(node.refusal()).contains("older backup");
  }

  @Test
  void followsANewSealOfTheSameAuthorityOnly() {
    controlPlane.commit(services(0, 10));
    dial();
    controlPlane.changeSeal(true);
    controlPlane.restart();
    dial();
    controlPlane.commit(services(10, 20));
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    node.boot();
    assertThat(node.root()).as("from disk").isEqualTo(controlPlane.root());

    controlPlane.changeSeal(false);
    controlPlane.restart();
    node.connect();
    assertThatThrownBy(node::settle)
        .isInstanceOf(SyncException.class)
        .hasMessageContaining("did not certify");
  }

  @Test
  void anEntityLargerThanAMessageArrives() {
    String large = "x".repeat(3_000_000);
    StringBuilder noise = new StringBuilder();
    var random = new Random(1);
    for (int i = 0; i < 1_500_000; i++) {
      noise.append((char) ('!' + random.nextInt(90)));
    }
    controlPlane.commit(List.of(service(1, large), service(2, noise.toString())));
    dial();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(node.received.stream().filter(ToNode::hasPart).count()).isGreaterThan(4);
    assertThat(node.received).allMatch(m -> m.getSerializedSize() <= 256 * 1024);
  }

  @Test
  void servesFromDiskAfterARestartWithTheControlPlaneAway() {
    controlPlane.commit(services(0, 100));
    dial();
    for (int i = 0; i < 5; i++) {
      controlPlane.commit(List.of(service(1, "v" + i)));
      node.settle();
    }
    controlPlane.stop();
    node.boot();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(node.holding().sealed().revision()).isEqualTo(6);
  }

  @Test
  void goesBackToTheLastWholeFileWhenTheNewestIsTorn() throws IOException {
    controlPlane.commit(services(0, 100));
    dial();
    controlPlane.commit(List.of(service(1, "v1")));
    node.settle();
    controlPlane.commit(List.of(service(1, "v2")));
    node.settle();
    Path newest;
    try (var files = Files.list(node.folder())) {
      newest =
          files
              .filter(f -> f.getFileName().toString().startsWith("revision-"))
              .sorted()
              .toList()
              .getLast();
    }
    byte[] whole = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(whole, whole.length / 2));
    node.boot();
    assertThat(node.holding().sealed().revision()).isEqualTo(2);
    node.received.clear();
    dial();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(transfers()).singleElement().matches(t -> t.getKind() == Transfer.Kind.DELTA);
  }

  @Test
  void aCertificateThatIsDeletedEndsTheStreamAtOnce() {
    dial();
    controlPlane.feeds().revoke(member -> member.certificate().hex().equals("another"));
    assertThat(node.isConnected()).isTrue();
    controlPlane.feeds().revoke(member -> member.certificate().hex().equals("simulated"));
    assertThat(node.isConnected()).isFalse();
    assertThat(node.ended.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(view().connected()).isFalse();
  }

  @Test
  void aNodeThatIsToServeAnOlderStateGoesThereAndBackByDeltas() {
    controlPlane.commit(services(0, 100));
    dial();
    var base = controlPlane.head(FakeControlPlane.ID);
    controlPlane.hold(node.id(), base);
    controlPlane.commit(List.of(service(7, "bad")));
    node.settle();
    assertThat(node.holding().sealed().revision()).as("held back").isEqualTo(1);
    controlPlane.letGo(node.id());
    node.settle();
    assertThat(node.holding().sealed().revision()).isEqualTo(2);
    node.received.clear();

    controlPlane.hold(node.id(), base);
    node.settle();

    assertThat(node.root()).isEqualTo(base.sealed().root());
    assertThat(node.holding().sealed().revision()).isEqualTo(1);
    assertThat(transfers()).singleElement().matches(t -> t.getKind() == Transfer.Kind.DELTA);
    node.boot();
    assertThat(node.root()).as("from disk").isEqualTo(base.sealed().root());
    dial();
    node.heartbeat();
    node.settle();
    assertThat(node.holding().sealed().revision()).isEqualTo(1);
    controlPlane.letGo(node.id());
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
  }

  @Test
  void aNodeRolledBackAtTheNodeStaysThereOverRestartsUntilItIsLetGo() {
    controlPlane.commit(services(0, 50));
    dial();
    controlPlane.commit(List.of(service(3, "second")));
    node.settle();
    controlPlane.commit(List.of(service(3, "third")));
    node.settle();
    assertThat(node.revisions()).containsExactly(3L, 2L, 1L);
    controlPlane.stop();

    node.pin(2);
    assertThat(node.holding().sealed().revision()).isEqualTo(2);
    assertThat(node.serving.root(FakeControlPlane.ID)).isEqualTo(node.holding().sealed().root());
    node.boot();
    assertThat(node.holding().sealed().revision()).as("after a restart").isEqualTo(2);

    controlPlane.start();
    dial();
    controlPlane.commit(List.of(service(4, "fourth")));
    node.heartbeat();
    node.settle();
    assertThat(node.holding().sealed().revision()).as("it is held").isEqualTo(2);
    assertThat(view().extras().pinnedRevision()).isEqualTo(2);
    assertThat(view().held().revision()).as("what the fleet's view shows").isEqualTo(2);

    node.unpin();
    node.heartbeat();
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(view().extras().pinnedRevision()).isNull();
    assertThat(view().snapshots()).as("by a delta").isLessThan(2);
    assertThatThrownBy(() -> node.pin(77)).hasMessageContaining("revision 77 (expected: one of");
  }

  private NodeView view() {
    return controlPlane.node(node.id());
  }

  private List<Transfer> transfers() {
    return node.received.stream()
        .filter(message -> message.hasPart() && message.getPart().hasTransfer())
        .map(message -> message.getPart().getTransfer())
        .toList();
  }

  private long bytes() {
    return node.received.stream().mapToLong(ToNode::getSerializedSize).sum();
  }

  private static EntityKey key(int number) {
    return new EntityKey("services", new UUID(0, number));
  }

  private static List<Change> services(int from, int to) {
    List<Change> changes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      changes.add(service(i, "host-" + i));
    }
    return changes;
  }

  private static Change service(int number, String host) {
    return Change.put(
        Entity.of(
            key(number),
            "default",
            Map.of("id", key(number).id().toString(), "host", host, "name", "service-" + number)));
  }
}
