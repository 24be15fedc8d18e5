package io.troop.control.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.ServerCallStreamObserver;
import io.troop.certs.Fingerprint;
import io.troop.certs.SealKey;
import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.projection.Projections;
import io.troop.control.store.Heads;
import io.troop.plugin.Catalog;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.Hello;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FeedTest {

  private static final UUID ID = UUID.fromString("0f0e0d0c-0000-4000-8000-000000000001");

  private static final SealKey KEY = SealKey.generate(new SecureRandom());
  private static final Projections PROJECTIONS =
      new Projections(Catalog.load(), "3.9.1", (_, payload) -> KEY.sign(payload));

  private static Heads.Head revision(long number) {
    Root root = Image.EMPTY.root(ID);
    return new Heads.Head(Image.EMPTY, new Sealed(ID, number, root, new byte[64]));
  }

  /// A store where `during` happens right after somebody read the head for the first time.
  private static final class Store implements Heads {
    private Head head = revision(1);
    private Runnable during = () -> {};

    @Override
    public Set<UUID> controlPlanes() {
      return Set.of(ID);
    }

    @Override
    public Head head(UUID controlPlane) {
      Head read = head;
      Runnable now = during;
      during = () -> {};
      now.run();
      return read;
    }

    @Override
    public Optional<List<Change>> changesSince(UUID controlPlane, long revision) {
      return Optional.of(List.of());
    }

    @Override
    public Optional<Image> past(UUID controlPlane, long revision) {
      return Optional.empty();
    }
  }

  @Test
  void aCommitWhileAFeedIsMadeIsNotMissed() {
    Store store = new Store();
    Feeds feeds =
        new Feeds(store, DesiredRevisions.NEWEST, PROJECTIONS, (_, _) -> null, Runnable::run);
    store.during =
        () -> {
          store.head = revision(2);
          feeds.committed(ID, store.head.image(), List.of(), store.head.sealed());
        };
    assertThat(feeds.of(ID, "3.9.1").head().sealed().revision()).isEqualTo(2);
  }

  @Test
  void aStreamThatFailsKeepsNoCommitFromTheOthers() {
    Store store = new Store();
    Feeds feeds =
        new Feeds(store, DesiredRevisions.NEWEST, PROJECTIONS, (_, _) -> null, Runnable::run);
    FakeCall broken = new FakeCall();
    FakeCall healthy = new FakeCall();
    Feed feed = feeds.of(ID, "");
    answer(open(feeds, broken), 1);
    NodeStream other = open(feeds, healthy);
    broken.fails = true;

    for (long number = 2; number <= 4; number++) {
      answer(other, number - 1);
      int before = healthy.sent.size();
      store.head = revision(number);
      feeds.committed(ID, store.head.image(), List.of(), store.head.sealed());
      assertThat(healthy.sent).as("revision %d", number).hasSizeGreaterThan(before);
    }
    assertThat(feed.streams()).containsExactly(other);
  }

  @Test
  void olderNodesHaveALineOfTheirOwnWithASealOfItsOwn() {
    EntityKey key = new EntityKey("plugins", new UUID(1, 1));
    Map<String, Object> config = Map.of("private_network", true, "max_age", 5);
    Map<String, Object> document = Map.of("name", "cors", "config", config);
    Image image = Image.of(List.of(Entity.of(key, "default", document)));
    Store store = new Store();
    store.head = new Heads.Head(image, new Sealed(ID, 1, image.root(ID), new byte[64]));
    Feeds feeds =
        new Feeds(store, DesiredRevisions.NEWEST, PROJECTIONS, (_, _) -> null, Runnable::run);

    Heads.Head own = feeds.of(ID, "3.9.1").head();
    Heads.Head older = feeds.of(ID, "3.4.2").head();

    assertThat(own).isSameAs(store.head);
    assertThat(new String(older.image().get(key).json(), StandardCharsets.UTF_8))
        .isEqualTo("{\"config\":{\"max_age\":5},\"name\":\"cors\"}");
    assertThat(older.sealed().revision()).isEqualTo(1);
    assertThat(older.sealed().covers(older.image())).isTrue();
    assertThat(older.sealed().signature())
        .isEqualTo(KEY.sign(Sealed.payload(ID, 1, older.image().root(ID))));

    Image after = image.apply(List.of(new Change(key, null)));
    feeds.committed(ID, after, List.of(), new Sealed(ID, 2, after.root(ID), new byte[64]));
    assertThat(feeds.of(ID, "3.4.9").head().image()).isEqualTo(Image.EMPTY);
  }

  private static NodeStream open(Feeds feeds, FakeCall call) {
    Duration moment = Duration.ofSeconds(1);
    NodeStream stream =
        new NodeStream(
            call,
            new Member(ID, new Fingerprint("ab"), Instant.MAX, "127.0.0.1"),
            version -> feeds.of(ID, version),
            new NodeRegistry(InstantSource.system()),
            new Greeting(_ -> "default", _ -> "", moment, moment, moment));
    Hello hello = Hello.newBuilder().setNodeId(Shipment.bytes(UUID.randomUUID())).build();
    stream.onNext(FromNode.newBuilder().setHello(hello).build());
    return stream;
  }

  private static void answer(NodeStream stream, long number) {
    stream.onNext(
        FromNode.newBuilder()
            .setApplied(
                io.troop.proto.sync.v1.Applied.newBuilder()
                    .setRevision(Shipment.revision(revision(number).sealed())))
            .build());
  }

  private static final class FakeCall extends ServerCallStreamObserver<Frame> {
    private final List<Frame> sent = new ArrayList<>();
    private boolean fails;

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
      if (fails) {
        throw new IllegalStateException("call already closed");
      }
      return true;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void onNext(Frame frame) {
      sent.add(frame);
    }

    @Override
    public void onError(Throwable problem) {
      if (fails) {
        throw new IllegalStateException("call already closed");
      }
    }

    @Override
    public void onCompleted() {}
  }
}
