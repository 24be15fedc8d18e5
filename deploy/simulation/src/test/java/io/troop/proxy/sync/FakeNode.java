package io.troop.proxy.sync;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.troop.certs.CertifiedKey;
import io.troop.certs.MasterKey;
import io.troop.certs.TrustAnchors;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proxy.cache.DiskCache;
import io.troop.proxy.live.Applied;
import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.Image;
import io.troop.state.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A node with the real session, verification and disk cache, whose every message is delivered by
/// hand. Its "compiler" keeps the image.
final class FakeNode implements AutoCloseable {

  private final MasterKey key = MasterKey.derive(new byte[] {1, 2, 3}, "test", new SecureRandom());
  private final UUID id;
  private UUID instance = UUID.randomUUID();
  private final FakeControlPlane controlPlane;
  private final Path folder;

  private HeldConfig config;
  private ConfigStore store;
  private Credentials credentials;
  private final CertifiedKey own;
  private SyncSession session;
  private ManagedChannel channel;
  private ClientCallStreamObserver<FromNode> out;
  private final Deque<ToNode> inbox = new ArrayDeque<>();
  final List<ToNode> received = new ArrayList<>();
  Status ended;

  /// What the node serves, kept as changes upon changes: wrong changes show as a wrong root.
  Image serving = Image.EMPTY;

  private boolean served;
  Predicate<FromNode> loses = _ -> false;

  /// Whether writes to the disk fail.
  boolean diskFull;

  /// Told of every state that serves, before anybody else.
  Consumer<Image> onServe = _ -> {};

  FakeNode(FakeControlPlane controlPlane, Path folder) {
    this(controlPlane, folder, UUID.randomUUID());
  }

  FakeNode(FakeControlPlane controlPlane, Path folder, UUID id) {
    this.id = id;
    this.controlPlane = controlPlane;
    this.folder = folder;
    this.own = controlPlane.authority().issueNode("node");
    boot();
  }

  UUID id() {
    return id;
  }

  /// Starts the process: nothing in memory, what is on disk on disk.
  void boot() {
    disconnect();
    instance = UUID.randomUUID();
    try {
      DiskCache cache = new DiskCache(folder, key, this::write);
      store = new ConfigStore(cache, Runnable::run);
      credentials =
          new Credentials(
              own,
              TrustAnchors.trusting(List.of(controlPlane.authority().certificate())),
              cache,
              InstantSource.system(),
              new SecureRandom());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    serving = Image.EMPTY;
    served = false;
    config = new HeldConfig(this::apply, store, new SyncStatus());
    config.restore();
  }

  private void write(Path file, byte[] content) throws IOException {
    if (diskFull) {
      throw new IOException("No space left on device");
    }
    DiskCache.Disk.REAL.write(file, content);
  }

  private Applied apply(Image image, List<Change> changes) {
    serving = served ? serving.apply(changes) : image;
    served = true;
    onServe.accept(serving);
    return new Applied(List.of(), Duration.ZERO);
  }

  boolean isConnected() {
    return out != null;
  }

  void connect() {
    disconnect();
    ended = null;
    channel = InProcessChannelBuilder.forName(controlPlane.name()).directExecutor().build();
    session =
        new SyncSession(
            new NodeFacts(id, instance, "node", "3.9.1", Map.of(), Map.of("key-auth", "3.9.1")),
            config,
            store,
            credentials,
            this::send);
    SyncServiceGrpc.newStub(channel).sync(new Inbound());
    session.start();
  }

  private void send(FromNode message) {
    if (out != null && !loses.test(message)) {
      out.onNext(message);
    }
  }

  private final class Inbound implements ClientResponseObserver<FromNode, ToNode> {
    @Override
    public void beforeStart(ClientCallStreamObserver<FromNode> stream) {
      out = stream;
    }

    @Override
    public void onNext(ToNode message) {
      inbox.add(message);
    }

    @Override
    public void onError(Throwable problem) {
      ended = Status.fromThrowable(problem);
      out = null;
    }

    @Override
    public void onCompleted() {
      ended = Status.OK;
      out = null;
    }
  }

  /// Has this arrive as if the control plane had sent it.
  void receive(ToNode message) {
    inbox.add(message);
  }

  /// Takes what arrived, as far as `count` messages.
  ///
  /// @return whether there was anything
  boolean step(int count) {
    boolean any = false;
    for (int i = 0; i < count && !inbox.isEmpty(); i++) {
      any = true;
      ToNode message = inbox.poll();
      received.add(message);
      if (isConnected()) {
        session.take(message);
      }
    }
    return any;
  }

  /// Takes everything until nothing more comes.
  void settle() {
    while (step(Integer.MAX_VALUE)) {
      // Each answer may bring another message.
    }
  }

  void heartbeat() {
    if (isConnected()) {
      session.heartbeat();
    }
  }

  void disconnect() {
    if (channel != null) {
      channel.shutdownNow();
      channel = null;
    }
    out = null;
    inbox.clear();
  }

  /// A bit flips in the memory that holds an entity's bytes.
  void corrupt(Entity entity) {
    Entity held = config.holding().image().get(entity.key());
    Entity twin = Entity.received(held.key(), held.workspace(), held.json().clone());
    Image image = config.holding().image().apply(List.of(Change.delete(held.key())));
    Holding before = config.holding();
    config.hold(
        new Holding(
            before.seal(),
            before.sealed(),
            image.apply(List.of(Change.put(twin))),
            before.workspaces()));
    twin.json()[twin.json().length - 2] ^= 1;
  }

  List<Long> revisions() {
    return store.revisions();
  }

  void pin(long revision) {
    config.pin(revision);
  }

  void unpin() {
    config.unpin();
  }

  /// Takes up the control plane's history, by an order given here.
  void adopt() {
    session.adopt("an order given here");
  }

  /// Why it does not follow; null if it does.
  String refusal() {
    return config.status().refusal();
  }

  /// What the control plane says is wrong with it; null for nothing.
  String notice() {
    return config.status().notice();
  }

  Root root() {
    return serving.root(FakeControlPlane.ID);
  }

  Holding holding() {
    return config.holding();
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    disconnect();
  }
}
