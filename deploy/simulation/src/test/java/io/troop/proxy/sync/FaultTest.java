package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.troop.control.fleet.NodeView;
import io.troop.control.fleet.NodeView.Extras;
import io.troop.proto.sync.v1.Heartbeat;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Transfer;
import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node and its control plane make of faults: a full disk, one id for two nodes, frames that
/// nobody should have sent.
class FaultTest {

  private static final int BEATS = 8;

  @TempDir Path folder;
  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private FakeNode node;

  @BeforeEach
  void dial() {
    controlPlane.commit(List.of(service(1, "first")));
    node = new FakeNode(controlPlane, folder.resolve("node"));
    node.connect();
    node.settle();
  }

  @AfterEach
  void close() {
    node.close();
    controlPlane.close();
  }

  @Test
  void aNodeWhoseDiskIsFullServesOnSaysSoAndStoresAllWhenThereIsRoom() {
    Root stored = node.root();
    node.diskFull = true;
    controlPlane.commit(List.of(service(1, "second")));
    controlPlane.commit(List.of(service(2, "third")));
    node.settle();
    beat(1);

    assertThat(node.root()).as("it follows").isEqualTo(controlPlane.root());
    assertThat(view().extras().problems().get(Extras.STORAGE))
        .contains("can't be stored", "No space left on device");
    node.boot();
    assertThat(node.root()).as("started now, it has what was stored last").isEqualTo(stored);
    node.connect();
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());

    node.diskFull = false;
    beat(BEATS + 1);

    assertThat(view().extras().problems()).isEmpty();
    node.boot();
    assertThat(node.root()).as("from disk").isEqualTo(controlPlane.root());
  }

  @Test
  void twoNodesWithOneIdBothFollowAndAreShownUntilOneIsGone() {
    FakeNode twin = new FakeNode(controlPlane, folder.resolve("copy"), node.id());
    twin.connect();
    twin.settle();
    assertThat(view().extras().problems()).as("it may just have been restarted").isEmpty();

    controlPlane.jump(Duration.ofSeconds(6));
    beat(1);

    assertThat(view().extras().problems().get(Extras.SAME_ID))
        .contains("another node has the same id", "node at 127.0.0.1", "delete node_id");
    assertThat(node.notice()).contains("another node has the same id");
    twin.heartbeat();
    twin.settle();
    assertThat(twin.notice()).contains("another node has the same id");
    controlPlane.commit(List.of(service(1, "second")));
    node.settle();
    twin.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
    assertThat(twin.root()).isEqualTo(controlPlane.root());

    node.disconnect();
    twin.heartbeat();
    twin.settle();

    assertThat(view().extras().problems()).isEmpty();
    assertThat(view().connected()).as("that which connected last").isTrue();
    assertThat(twin.notice()).isNull();
    twin.close();
  }

  @Test
  void aNodeThatWasRestartedIsNoOther() {
    node.boot();
    node.connect();
    controlPlane.jump(Duration.ofSeconds(6));
    beat(2);
    assertThat(view().extras().problems()).isEmpty();
    assertThat(node.notice()).isNull();
  }

  @Test
  void aTransferLargerThanAnnouncedOrThanAnyIsNotTaken() {
    Root before = node.root();
    node.receive(part(transfer().setContentBytes(100), ByteString.copyFrom(new byte[100_000])));
    assertThatThrownBy(node::settle)
        .isInstanceOf(SyncException.class)
        .hasMessageContaining("at least 100000 bytes (expected: 100, as its header says)");

    node.connect();
    node.settle();
    node.receive(part(transfer().setContentBytes(1L << 40), ByteString.EMPTY));
    assertThatThrownBy(node::settle)
        .isInstanceOf(SyncException.class)
        .hasMessageContaining("1099511627776 bytes was announced (expected: at most");
    assertThat(node.root()).isEqualTo(before);
  }

  @Test
  void aTransferThatUnpacksToMoreThanAnnouncedIsRefusedBeforeItFillsTheMemory() throws IOException {
    Root before = node.root();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      // One entity of 200 MB, says its length.
      out.write(new byte[] {(byte) 0x80, (byte) 0x84, (byte) 0xaf, 0x5f, 0x2a});
      out.write(new byte[] {(byte) 0xf8, (byte) 0x83, (byte) 0xaf, 0x5f});
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        out.write(zeros);
      }
    }
    node.receive(
        part(
            transfer()
                .setContentBytes(packed.size())
                .setChanges(1)
                .setEncoding(Transfer.Encoding.ZLIB),
            ByteString.copyFrom(packed.toByteArray())));
    node.settle();
    assertThat(view().rejection()).contains("more than", "as its header says");
    assertThat(node.root()).isEqualTo(before);
    follows();
  }

  @Test
  void contentThatIsNoneIsRefusedAndTheNodeGoesOn() {
    Root before = node.root();
    byte[] garbage = new byte[300];
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = (byte) (i * 37);
    }
    for (Transfer.Encoding encoding : List.of(Transfer.Encoding.PLAIN, Transfer.Encoding.ZLIB)) {
      node.receive(
          part(
              transfer().setContentBytes(300).setChanges(1).setEncoding(encoding),
              ByteString.copyFrom(garbage)));
      node.settle();
      assertThat(node.root()).isEqualTo(before);
      assertThat(view().rejection()).contains("can't be read");
    }
    node.receive(part(transfer().clearTo(), ByteString.EMPTY));
    assertThatThrownBy(node::settle).isInstanceOf(IllegalArgumentException.class);
    node.connect();
    node.settle();
    follows();
  }

  @Test
  void framesOutOfPlaceEndTheStreamOrChangeNothing() {
    Root before = node.root();
    node.receive(ToNode.getDefaultInstance());
    node.receive(ToNode.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build());
    node.settle();
    assertThat(node.root()).isEqualTo(before);
    node.receive(
        ToNode.newBuilder()
            .setPart(Part.newBuilder().setData(ByteString.copyFromUtf8("stray")).setLast(true))
            .build());
    assertThatThrownBy(node::settle)
        .isInstanceOf(SyncException.class)
        .hasMessageContaining("a part came before its transfer");
    node.connect();
    node.settle();
    follows();
  }

  private void follows() {
    controlPlane.commit(List.of(service(9, "afterwards " + controlPlane.revision())));
    node.settle();
    assertThat(node.root()).isEqualTo(controlPlane.root());
  }

  /// A snapshot that the seal vouches for, to be spoilt.
  private Transfer.Builder transfer() {
    Sealed sealed = controlPlane.head(FakeControlPlane.ID).sealed();
    return Transfer.newBuilder()
        .setKind(Transfer.Kind.SNAPSHOT)
        .setFrom(sealed.revision())
        .addKnownRoots(ByteString.copyFrom(sealed.root().hash().bytes()))
        .setEncoding(Transfer.Encoding.PLAIN)
        .setTo(Wire.revision(sealed));
  }

  private static ToNode part(Transfer.Builder transfer, ByteString data) {
    return ToNode.newBuilder()
        .setPart(Part.newBuilder().setTransfer(transfer).setData(data).setLast(true))
        .build();
  }

  private void beat(int times) {
    for (int i = 0; i < times; i++) {
      node.heartbeat();
      node.settle();
    }
  }

  private NodeView view() {
    return controlPlane.node(node.id());
  }

  private static Change service(int number, String host) {
    EntityKey key = new EntityKey("services", new UUID(0, number));
    return Change.put(Entity.of(key, "default", Map.of("id", key.id().toString(), "host", host)));
  }
}
