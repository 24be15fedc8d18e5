package io.troop.simulation;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.StreamObserver;
import io.troop.certs.CertifiedKey;
import io.troop.certs.LiveKey;
import io.troop.certs.SealCertificate;
import io.troop.certs.TrustAnchors;
import io.troop.certs.TrustException;
import io.troop.proto.sync.v1.Applied;
import io.troop.proto.sync.v1.BucketHashes;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.Heartbeat;
import io.troop.proto.sync.v1.Hello;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Rejected;
import io.troop.proto.sync.v1.Revision;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Transfer;
import io.troop.proto.sync.v1.Welcome;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One node, as far as its control plane can tell. *Thread-safe.* What it holds outlives its
/// connections, as a disk would.
final class SimulatedNode {

  private static final Duration SLOWNESS = Duration.ofMillis(250);

  /// Over what time nodes that never were welcome come back: all at once would not get in again.
  private static final Duration UNTOLD = Duration.ofSeconds(9);

  private final UUID id;
  private final Behaviour behaviour;
  private final Place place;

  /// Made once: a thousand nodes that dial in vain share the machine with whom they dial.
  private final SslContext tls;

  private @Nullable ManagedChannel channel;
  private @Nullable Link link;
  private @Nullable Image image;
  private @Nullable Sealed holds;
  private boolean stopped;

  /// How a node is unlike a good one.
  enum Behaviour {
    GOOD,
    SLOW,
    REJECTING,
    OLD,
    FLAPPING
  }

  /// What all nodes share.
  ///
  /// @param door where they dial
  /// @param anchors whom they believe
  /// @param timer for heartbeats, slowness and returning
  /// @param log told of everything that is measured
  record Place(
      Door door,
      List<X509Certificate> anchors,
      Images images,
      ScheduledExecutorService timer,
      RandomGenerator random,
      Log log) {}

  /// Hears what nodes do. Called from many threads.
  interface Log {
    void connected(SimulatedNode node);

    /// @param kind null when nothing had to be sent
    void live(SimulatedNode node, long revision, Transfer.@Nullable Kind kind);

    void received(long bytes);

    void failed(Throwable problem);
  }

  SimulatedNode(UUID id, CertifiedKey key, Behaviour behaviour, Place place) {
    this.id = id;
    this.behaviour = behaviour;
    this.place = place;
    this.tls = tls(key, place.anchors());
  }

  private static SslContext tls(CertifiedKey key, List<X509Certificate> anchors) {
    try {
      return GrpcSslContexts.forClient()
          .keyManager(new LiveKey(() -> key))
          .trustManager(TrustAnchors.trusting(anchors))
          .build();
    } catch (SSLException problem) {
      throw new TrustException("the TLS of a node can't be set up", problem);
    }
  }

  Behaviour behaviour() {
    return behaviour;
  }

  /// Whether it is to serve what it is sent.
  boolean follows() {
    return behaviour != Behaviour.REJECTING;
  }

  synchronized long revision() {
    return holds == null ? -1 : holds.revision();
  }

  synchronized void connect() {
    if (stopped) {
      return;
    }
    ManagedChannel before = channel;
    if (before != null) {
      before.shutdownNow();
      channel = null;
    }
    if (!place.door().isOpen()) {
      comeBack(Welcome.getDefaultInstance());
      return;
    }
    ManagedChannel opened =
        NettyChannelBuilder.forAddress("localhost", place.door().port())
            .sslContext(tls)
            .overrideAuthority("localhost")
            .build();
    channel = opened;
    Link next = new Link();
    link = next;
    next.open(opened);
  }

  /// Drops the connection; the node comes back.
  synchronized void drop() {
    ManagedChannel open = channel;
    if (open != null) {
      open.shutdownNow();
    }
  }

  synchronized void stop() {
    stopped = true;
    drop();
  }

  /// Comes back after a while that differs from node to node, as real nodes do.
  private void comeBack(Welcome told) {
    long least = Math.max(1000, told.getRetryLeastMillis());
    long most = told.getRetryMostMillis();
    later(
        this::connect,
        place.random().nextLong(least, most > least ? most : least + UNTOLD.toMillis()));
  }

  private void later(Runnable task, long millis) {
    if (!place.timer().isShutdown()) {
      var _ = place.timer().schedule(task, millis, TimeUnit.MILLISECONDS);
    }
  }

  private static ByteString bytes(UUID uuid) {
    return ByteString.copyFrom(
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .flip());
  }

  private static Revision message(Sealed sealed) {
    return Revision.newBuilder()
        .setNumber(sealed.revision())
        .setRoot(ByteString.copyFrom(sealed.root().hash().bytes()))
        .setSignature(ByteString.copyFrom(sealed.signature()))
        .build();
  }

  /// One connection.
  private final class Link implements StreamObserver<ToNode> {
    private @Nullable StreamObserver<FromNode> out;
    private Welcome welcome = Welcome.getDefaultInstance();
    private @Nullable SealCertificate seal;
    private Transfer header = Transfer.getDefaultInstance();
    private ByteString data = ByteString.EMPTY;
    private boolean over;

    void open(ManagedChannel over) {
      Hello.Builder hello =
          Hello.newBuilder()
              .setNodeId(bytes(id))
              .setHostname("simulated-" + id.getLeastSignificantBits())
              .setVersion(behaviour == Behaviour.OLD ? "3.8.0" : "3.9.1")
              .putLabels("simulated", behaviour.name());
      Sealed held = holds;
      if (held != null) {
        hello.setHolds(message(held)).setControlPlane(bytes(held.controlPlane()));
      }
      StreamObserver<FromNode> opened = SyncServiceGrpc.newStub(over).sync(this);
      out = opened;
      opened.onNext(FromNode.newBuilder().setHello(hello).build());
    }

    @Override
    public void onNext(ToNode message) {
      place.log().received(message.getSerializedSize());
      synchronized (SimulatedNode.this) {
        try {
          take(message);
        } catch (RuntimeException problem) {
          place.log().failed(problem);
          drop();
        }
      }
    }

    private void take(ToNode message) {
      switch (message.getMessageCase()) {
        case WELCOME -> {
          welcome = message.getWelcome();
          seal = SealCertificate.parse(welcome.getSeal());
          place.log().connected(SimulatedNode.this);
          later(this::beat, (long) (welcome.getHeartbeatMillis() * place.random().nextDouble()));
        }
        case PART -> part(message.getPart());
        case COMPARE_BUCKETS -> hashes();
        default -> {}
      }
    }

    private void beat() {
      synchronized (SimulatedNode.this) {
        Sealed held = holds;
        if (over) {
          return;
        }
        Heartbeat.Builder beat = Heartbeat.newBuilder();
        if (held != null) {
          beat.setRevision(message(held));
        }
        say(FromNode.newBuilder().setHeartbeat(beat).build());
        later(this::beat, welcome.getHeartbeatMillis());
      }
    }

    private void hashes() {
      BucketHashes.Builder hashes = BucketHashes.newBuilder().setReason("asked");
      ByteString.Output bytes = ByteString.newOutput();
      Image held = image == null ? Image.EMPTY : image;
      held.bucketHashes().forEach(hash -> bytes.write(hash.bytes(), 0, Hash.SIZE));
      say(FromNode.newBuilder().setBucketHashes(hashes.setHashes(bytes.toByteString())).build());
    }

    private void part(Part part) {
      if (part.hasTransfer()) {
        header = part.getTransfer();
        data = ByteString.EMPTY;
      }
      data = data.concat(part.getData());
      if (part.getLast()) {
        long wait = behaviour == Behaviour.SLOW ? SLOWNESS.toMillis() : 0;
        if (wait == 0) {
          apply();
        } else {
          later(this::apply, wait);
        }
      }
    }

    private void apply() {
      synchronized (SimulatedNode.this) {
        SealCertificate known = seal;
        if (over || known == null) {
          return;
        }
        ByteBuffer controlPlane = welcome.getControlPlane().asReadOnlyByteBuffer();
        UUID owner = new UUID(controlPlane.getLong(), controlPlane.getLong());
        Sealed to = Images.sealed(owner, header.getTo());
        if (!follows() && holds != null) {
          say(
              FromNode.newBuilder()
                  .setRejected(
                      Rejected.newBuilder()
                          .setRevision(header.getTo())
                          .setReason("simulated: this node refuses every change"))
                  .build());
          return;
        }
        image = place.images().after(image, holds, to, header, data, known);
        holds = to;
        data = ByteString.EMPTY;
        place.log().live(SimulatedNode.this, to.revision(), header.getKind());
        say(
            FromNode.newBuilder()
                .setApplied(Applied.newBuilder().setRevision(header.getTo()).setTookMicros(1))
                .build());
      }
    }

    private void say(FromNode message) {
      StreamObserver<FromNode> to = out;
      if (to != null && !over) {
        to.onNext(message);
      }
    }

    @Override
    public void onError(Throwable problem) {
      lost();
    }

    @Override
    public void onCompleted() {
      lost();
    }

    private void lost() {
      synchronized (SimulatedNode.this) {
        over = true;
        if (link == this) {
          place.door().doubt();
          comeBack(welcome);
        }
      }
    }
  }
}
