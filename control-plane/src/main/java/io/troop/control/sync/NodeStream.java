package io.troop.control.sync;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.NodeSession;
import io.troop.control.sync.Step.Compare;
import io.troop.control.sync.Step.Send;
import io.troop.control.sync.Step.Wait;
import io.troop.proto.sync.v1.Adopt;
import io.troop.proto.sync.v1.Applied;
import io.troop.proto.sync.v1.BucketHashes;
import io.troop.proto.sync.v1.CertificateIssued;
import io.troop.proto.sync.v1.CertificateRequest;
import io.troop.proto.sync.v1.CompareBuckets;
import io.troop.proto.sync.v1.Farewell;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.Heartbeat;
import io.troop.proto.sync.v1.Hello;
import io.troop.proto.sync.v1.LocalState;
import io.troop.proto.sync.v1.Rejected;
import io.troop.proto.sync.v1.Revision;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Transfer;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Root;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of the configuration to one node. *Thread-safe:* gRPC's callbacks and commits meet at
/// one lock.
///
/// There is at most one transfer under way. What is committed while it is sent and applied goes
/// into the next one as a single delta, so a slow node gets the newest state and nothing queues up
/// for it.
final class NodeStream implements StreamObserver<FromNode> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeStream.class);

  /// A node whose root is wrong after so many repairs in a row gets everything anew.
  private static final int REPAIRS = 2;

  private final Lock lock = new ReentrantLock();
  private final ServerCallStreamObserver<Frame> out;
  private final Member member;
  private final Function<String, Feed> feeds;
  private final NodeRegistry registry;
  private final Greeting greeting;

  private @Nullable NodeSession session;
  private @Nullable Feed feed;
  private Feed.Node node = new Feed.Node(new UUID(0, 0), Map.of());
  private Position position = Position.NOTHING;
  private @Nullable Shipment sending;
  private int nextFrame;
  private boolean awaitsAnswer;
  private long refusedRevision = Position.NOTHING.revision();
  private int repairs;
  private boolean pinned;
  private boolean refusesHistory;
  private boolean closed;

  /// @param feeds the line of revisions for nodes of a version
  NodeStream(
      ServerCallStreamObserver<Frame> out,
      Member member,
      Function<String, Feed> feeds,
      NodeRegistry registry,
      Greeting greeting) {
    this.out = out;
    this.member = member;
    this.feeds = feeds;
    this.registry = registry;
    this.greeting = greeting;
    out.setOnReadyHandler(this::headMoved);
    out.setOnCancelHandler(() -> end("the connection was lost"));
  }

  Member member() {
    return member;
  }

  @Override
  public void onNext(FromNode message) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      requireReadable(message);
      NodeSession known = session;
      if (known == null) {
        greet(message);
      } else {
        known.seen();
        listen(known, message);
      }
      pump();
    } catch (IllegalArgumentException problem) {
      LOG.warn("the stream of {} is ended: {}", member.address(), problem.getMessage());
      refuse(Status.INVALID_ARGUMENT.withDescription(problem.getMessage()));
    } catch (RuntimeException problem) {
      LOG.error("the stream of {} failed and is ended", member.address(), problem);
      fail(problem);
    } finally {
      lock.unlock();
    }
  }

  private static void requireReadable(FromNode message) {
    String problem = NodeMessages.problem(message);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  private void greet(FromNode message) {
    if (!message.hasHello()) {
      throw new IllegalArgumentException(
          "the first message is " + message.getMessageCase() + " (expected: HELLO)");
    }
    Hello hello = message.getHello();
    NodeRegistry.Introduction introduction = Introduction.of(hello);
    pinned = hello.getState().hasPinnedRevision();
    node = new Feed.Node(introduction.id(), Map.copyOf(introduction.labels()));
    session = registry.connected(member, introduction);
    UUID controlPlane = member.controlPlane();
    if (hello.hasHolds() && uuid(hello.getControlPlane()).equals(controlPlane)) {
      position = position(hello.getHolds());
    }
    Feed joined = feeds.apply(introduction.version());
    feed = joined;
    joined.join(this);
    send(ToNode.newBuilder().setWelcome(greeting.welcome(controlPlane)).build());
    tellTrust();
  }

  /// Says what to believe, if there is anything to say.
  private void tellTrust() {
    greeting
        .certification()
        .trust(member)
        .ifPresent(trust -> send(ToNode.newBuilder().setTrust(trust).build()));
  }

  /// What is to be believed changed.
  void trustMoved() {
    lock.lock();
    try {
      if (!closed && session != null) {
        tellTrust();
      }
    } catch (RuntimeException problem) {
      fail(problem);
    } finally {
      lock.unlock();
    }
  }

  /// Apart from the lock: it waits for the database, and may have other streams cut.
  private void certify(CertificateRequest request) {
    Thread.ofVirtual()
        .name("certificate")
        .start(() -> {
          CertificateIssued issued = greeting.certification().issue(member, request);
          lock.lock();
          try {
            if (!closed) {
              send(ToNode.newBuilder().setCertificateIssued(issued).build());
            }
          } catch (RuntimeException problem) {
            fail(problem);
          } finally {
            lock.unlock();
          }
        });
  }

  private void listen(NodeSession known, FromNode message) {
    switch (message.getMessageCase()) {
      case APPLIED -> applied(known, message.getApplied());
      case REJECTED -> rejected(known, message.getRejected());
      case BUCKET_HASHES -> repair(known, message.getBucketHashes());
      case HEARTBEAT -> {
        heard(message.getHeartbeat());
        LocalState local = message.getHeartbeat().getState();
        pinned = local.hasPinnedRevision();
        known.local(Introduction.pinned(local), local.getDraining());
        known.storage(Introduction.storage(local));
        known.trusts(local.getTrustNumber());
        Root serving = position.root();
        if (pinned && serving != null) {
          known.serves(position.revision(), serving);
        }
        send(ToNode.newBuilder().setHeartbeat(heartbeat(known)).build());
      }
      case CERTIFICATE_REQUEST -> certify(message.getCertificateRequest());
      case HELLO -> throw new IllegalArgumentException("a second HELLO (expected: one)");
      case MESSAGE_NOT_SET -> {
        // A kind of message that a later version knows.
      }
    }
  }

  private static Heartbeat heartbeat(NodeSession known) {
    String notice = known.notice();
    return notice == null
        ? Heartbeat.getDefaultInstance()
        : Heartbeat.newBuilder().setNotice(notice).build();
  }

  private void applied(NodeSession known, Applied applied) {
    position = position(applied.getRevision());
    awaitsAnswer = false;
    repairs = 0;
    refusesHistory = false;
    refusedRevision = Position.NOTHING.revision();
    known.applied(Introduction.outcome(applied));
  }

  private void rejected(NodeSession known, Rejected rejected) {
    awaitsAnswer = false;
    refusesHistory = rejected.getUnknownHistory();
    refusedRevision = rejected.getRevision().getNumber();
    known.rejected(refusedRevision, rejected.getReason(), Introduction.quarantined(rejected));
    LOG.warn("node {} rejected revision {}: {}", known, refusedRevision, rejected.getReason());
  }

  private Feed line() {
    return Objects.requireNonNull(feed, "what is sent before the node said what it is");
  }

  private void repair(NodeSession known, BucketHashes hashes) {
    // It comes in answer to a question, or in place of Applied when the root did not agree.
    sending = null;
    if (hashes.hasHolds()) {
      position = position(hashes.getHolds());
    }
    Shipment shipment =
        repairs++ < REPAIRS
            ? line().repair(node, position, hashes(hashes), hashes.getReason())
            : line().snapshot(node, position, "repairs did not help: " + hashes.getReason());
    dispatch(known, shipment);
  }

  private void heard(Heartbeat heartbeat) {
    if (sending == null && !awaitsAnswer && heartbeat.hasRevision()) {
      position = position(heartbeat.getRevision());
    }
  }

  /// Sends what is due, as far as the connection takes it.
  private void pump() {
    NodeSession known = session;
    while (!closed && known != null) {
      Shipment shipment = sending;
      if (shipment != null) {
        while (nextFrame < shipment.frames().size()) {
          if (!out.isReady()) {
            return;
          }
          out.onNext(shipment.frames().get(nextFrame++));
        }
        sending = null;
        awaitsAnswer = true;
      }
      if (pinned || awaitsAnswer || line().wantedRevision(node) == refusedRevision) {
        return;
      }
      switch (line().next(node, position)) {
        case Wait() -> {
          return;
        }
        case Send(Shipment next) -> dispatch(known, next);
        case Compare(String reason) -> {
          LOG.warn("node {}: {}; comparing buckets", known, reason);
          send(
              ToNode.newBuilder()
                  .setCompareBuckets(CompareBuckets.newBuilder().setReason(reason))
                  .build());
          awaitsAnswer = true;
        }
      }
    }
  }

  private void dispatch(NodeSession known, Shipment shipment) {
    Transfer header = shipment.header();
    if (header.getKind() != Transfer.Kind.DELTA) {
      LOG.info(
          "node {} gets a {} of {} entities to revision {}: {}",
          known,
          header.getKind() == Transfer.Kind.REPAIR ? "repair" : "snapshot",
          header.getChanges(),
          header.getTo().getNumber(),
          header.getReason());
    }
    known.sent(header.getKind().name(), header.getReason(), shipment.bytes());
    sending = shipment;
    nextFrame = 0;
    awaitsAnswer = false;
  }

  /// The head moved, or the connection takes more.
  void headMoved() {
    lock.lock();
    try {
      pump();
    } finally {
      lock.unlock();
    }
  }

  UUID node() {
    return node.id();
  }

  /// Orders the node to take up this history, though it does not have what the node holds.
  ///
  /// @param wanted the node it is for; null for any that refuses to
  /// @return whether it was told
  boolean adopt(@Nullable UUID wanted) {
    lock.lock();
    try {
      boolean meant = wanted == null ? refusesHistory : wanted.equals(node.id());
      if (closed || session == null || !meant) {
        return false;
      }
      LOG.warn("node {} is ordered to take up the history of its control plane", session);
      send(
          ToNode.newBuilder()
              .setAdopt(Adopt.newBuilder().setReason("an order given at the control plane"))
              .build());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream at once, telling the node when to come back.
  void cut(String reason) {
    lock.lock();
    try {
      if (!closed) {
        Farewell farewell = greeting.farewell(reason);
        send(ToNode.newBuilder().setFarewell(farewell).build());
        refuse(Status.UNAVAILABLE.withDescription(reason));
      }
    } finally {
      lock.unlock();
    }
  }

  /// The certificate is not trusted any more: nothing more is said.
  void revoke() {
    lock.lock();
    try {
      refuse(Status.UNAUTHENTICATED.withDescription("the certificate was deleted"));
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream after an error of ours, which the node can do nothing about but come back.
  void fail(RuntimeException problem) {
    lock.lock();
    try {
      refuse(Status.INTERNAL.withDescription("the control plane failed: " + problem));
    } finally {
      lock.unlock();
    }
  }

  private void refuse(Status status) {
    if (closed) {
      return;
    }
    try {
      out.onError(status.asRuntimeException());
    } catch (IllegalStateException gone) {
      LOG.debug("{} was gone already: {}", member.address(), gone.getMessage());
    } finally {
      end(String.valueOf(status.getDescription()));
    }
  }

  private void send(ToNode message) {
    out.onNext(Frame.of(message));
  }

  @Override
  public void onError(Throwable problem) {
    end("the connection was lost: " + problem.getMessage());
  }

  @Override
  public void onCompleted() {
    lock.lock();
    try {
      if (!closed) {
        out.onCompleted();
      }
    } finally {
      lock.unlock();
    }
    end("the node left");
  }

  private void end(String reason) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      sending = null;
      Feed left = feed;
      if (left != null) {
        left.leave(this);
      }
      if (session != null) {
        session.ended(reason);
      }
    } finally {
      lock.unlock();
    }
  }

  private static Position position(Revision revision) {
    return new Position(revision.getNumber(), new Root(Hash.of(revision.getRoot().toByteArray())));
  }

  private static List<Hash> hashes(BucketHashes message) {
    ByteString all = message.getHashes();
    if (all.size() != Image.BUCKETS * Hash.SIZE) {
      throw new IllegalArgumentException(
          all.size() + " bytes of bucket hashes (expected: " + Image.BUCKETS * Hash.SIZE + ")");
    }
    List<Hash> hashes = new ArrayList<>(Image.BUCKETS);
    for (int at = 0; at < all.size(); at += Hash.SIZE) {
      hashes.add(Hash.of(all.substring(at, at + Hash.SIZE).toByteArray()));
    }
    return hashes;
  }

  static UUID uuid(ByteString bytes) {
    if (bytes.size() != 16) {
      throw new IllegalArgumentException("id of " + bytes.size() + " bytes (expected: 16)");
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
