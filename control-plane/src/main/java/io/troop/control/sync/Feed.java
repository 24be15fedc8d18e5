package io.troop.control.sync;

import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.store.Heads;
import io.troop.control.store.Heads.Head;
import io.troop.control.store.Workspaces;
import io.troop.control.sync.Step.Compare;
import io.troop.control.sync.Step.Send;
import io.troop.control.sync.Step.Wait;
import io.troop.proto.sync.v1.Transfer;
import io.troop.state.Change;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The line of revisions of one control plane as its nodes see it: the head, recent states to make
/// deltas from, and the shipments already serialised. *Thread-safe.*
final class Feed {

  /// Images share what did not change, so remembering this many costs a few megabytes.
  private static final int REMEMBERED = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final UUID controlPlane;
  private final Heads heads;
  private final DesiredRevisions desired;
  private final UnaryOperator<Head> view;
  private final WorkspaceIds workspaces;
  private final Function<Image, Set<Root>> roots;
  private final Executor executor;
  private final Set<NodeStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicInteger pending = new AtomicInteger();

  /// Whose stream it is.
  record Node(UUID id, Map<String, String> labels) {}

  /// The head and what was serialised towards it, replaced together.
  private record Now(Head head, Map<Long, Shipment> shipments) {}

  private final TreeMap<Long, Head> recent = new TreeMap<>();
  private volatile Now now;

  /// Roots of revisions that are not remembered; few ask.
  private final Map<Long, Set<Root>> known = new ConcurrentHashMap<>();

  /// The same towards states that some nodes are to serve while a rollout is under way. Two or
  /// three at a time.
  private final Map<Long, Now> besides = new ConcurrentHashMap<>();

  /// @param whole where the line stands
  /// @param desired says what a node is to serve if not the head
  /// @param view turns states into what the nodes here know of them
  /// @param workspaces tells the nodes the ids of workspaces
  /// @param roots under which nodes of any version may hold a state
  /// @param executor runs the fan-out after a commit
  Feed(
      UUID controlPlane,
      Head whole,
      Heads heads,
      DesiredRevisions desired,
      UnaryOperator<Head> view,
      WorkspaceIds workspaces,
      Function<Image, Set<Root>> roots,
      Executor executor) {
    Head head = view.apply(whole);
    this.view = view;
    this.workspaces = workspaces;
    this.roots = roots;
    this.controlPlane = controlPlane;
    this.desired = desired;
    this.heads = heads;
    this.executor = executor;
    this.now = new Now(head, new ConcurrentHashMap<>());
    recent.put(head.sealed().revision(), head);
  }

  UUID controlPlane() {
    return controlPlane;
  }

  Head head() {
    return now.head();
  }

  Set<NodeStream> streams() {
    return streams;
  }

  /// A node came: it hears of every commit from now on.
  void join(NodeStream stream) {
    streams.add(stream);
  }

  void leave(NodeStream stream) {
    streams.remove(stream);
  }

  /// The head moved. Older or equal heads are ignored.
  void advance(Head whole) {
    synchronized (recent) {
      if (whole.sealed().revision() <= now.head().sealed().revision()) {
        return;
      }
      Head head = view.apply(whole);
      recent.put(head.sealed().revision(), head);
      known.clear();
      while (recent.size() > REMEMBERED) {
        recent.pollFirstEntry();
      }
      now = new Now(head, new ConcurrentHashMap<>());
    }
    moved();
  }

  /// Nodes may have something to do.
  void moved() {
    // One fan-out at a time; commits meanwhile make it go round once more, not queue up.
    if (pending.getAndIncrement() == 0) {
      executor.execute(this::fanOut);
    }
  }

  private void fanOut() {
    int seen;
    do {
      seen = pending.get();
      streams.forEach(Feed::move);
    } while (pending.addAndGet(-seen) > 0);
  }

  /// A stream that fails ends alone: its node comes back, and the others hear of this commit and of
  /// the next.
  private static void move(NodeStream stream) {
    try {
      stream.headMoved();
    } catch (RuntimeException problem) {
      LOG.error("the stream of {} failed and is ended", stream.member().address(), problem);
      stream.fail(problem);
    }
  }

  /// Another state than the head is to be served by some nodes, or is not any more.
  void desiredChanged() {
    besides.clear();
    moved();
  }

  /// What a node is to serve.
  private Now wanted(Node node) {
    return desired
        .of(controlPlane, node.id(), node.labels())
        .map(this::towards)
        .orElseGet(() -> now);
  }

  private Now towards(Head whole) {
    Now current = now;
    Head wanted = view.apply(whole);
    long revision = wanted.sealed().revision();
    if (current.head().sealed().revision() == revision) {
      return current;
    }
    synchronized (recent) {
      recent.putIfAbsent(revision, wanted);
    }
    return besides.computeIfAbsent(revision, _ -> new Now(wanted, new ConcurrentHashMap<>()));
  }

  /// The revision that a node is to serve.
  long wantedRevision(Node node) {
    return wanted(node).head().sealed().revision();
  }

  /// What brings a node from its position to what it is to serve.
  Step next(Node node, Position position) {
    Now current = wanted(node);
    long revision = position.revision();
    long to = current.head().sealed().revision();
    if (position.isNothing()) {
      return new Send(snapshot(current, "the node holds no configuration"));
    }
    Head base = remembered(revision);
    if (revision > to && base == null) {
      return new Send(
          snapshot(
                  current,
                  "the node holds revision " + revision + ", the control plane is at " + to)
              .inPlaceOf(revision, history(position)));
    }
    if (base != null && !base.sealed().root().equals(position.root())) {
      return new Compare("the node's root is not that of revision " + revision);
    }
    if (revision == to) {
      return new Wait();
    }
    Shipment ready = current.shipments().get(revision);
    if (ready != null) {
      return new Send(ready);
    }
    Optional<List<Change>> changes =
        base == null
            ? logged(revision, current.head().image())
            : Optional.of(base.image().changesTo(current.head().image()));
    return new Send(
        changes
            .map(list -> delta(current, revision, list))
            .orElseGet(() ->
                snapshot(current, "the log does not reach back to revision " + revision)
                    .inPlaceOf(revision, history(position))));
  }

  private @Nullable Head remembered(long revision) {
    synchronized (recent) {
      return recent.get(revision);
    }
  }

  /// The log may be ahead of the head this feed knows; so it only tells which entities changed.
  private Optional<List<Change>> logged(long revision, Image image) {
    return heads
        .changesSince(controlPlane, revision)
        .map(log -> {
          List<Change> changes = new ArrayList<>();
          for (Change change : Change.merged(log, List.of())) {
            EntityKey key = change.key();
            changes.add(new Change(key, image.get(key)));
          }
          return changes;
        });
  }

  private Shipment delta(Now current, long from, List<Change> changes) {
    return current
        .shipments()
        .computeIfAbsent(
            from,
            _ ->
                shipment(
                    Transfer.newBuilder().setKind(Transfer.Kind.DELTA).setFrom(from),
                    current.head().sealed(),
                    changes));
  }

  /// Snapshots of one head differ by their reason only; it is short, the parts are large, so the
  /// content is serialised once and the first frame anew.
  private Shipment snapshot(Now current, String reason) {
    Shipment shared =
        current
            .shipments()
            .computeIfAbsent(
                Position.NOTHING.revision(),
                _ ->
                    shipment(
                        Transfer.newBuilder().setKind(Transfer.Kind.SNAPSHOT),
                        current.head().sealed(),
                        Image.EMPTY.changesTo(current.head().image())));
    return shared.because(reason);
  }

  /// The roots that a revision has in this history. Mostly the node's own is the one that is
  /// remembered; only else all are worked out.
  private Set<Root> history(Position position) {
    long revision = position.revision();
    Head base = remembered(revision);
    if (base != null && base.sealed().root().equals(position.root())) {
      return Set.of(base.sealed().root());
    }
    return known.computeIfAbsent(
        revision, _ -> heads.past(controlPlane, revision).map(roots).orElse(Set.of()));
  }

  /// The buckets in which a node differs from the head, with all they hold.
  ///
  /// @param position what the node was brought to
  Shipment repair(Node node, Position position, List<Hash> hashes, String reason) {
    Shipment repair = repair(node, hashes, reason);
    return position.isNothing() ? repair : repair.inPlaceOf(position.revision(), history(position));
  }

  private Shipment repair(Node node, List<Hash> hashes, String reason) {
    Head head = wanted(node).head();
    BitSet differing = head.image().differingBuckets(hashes);
    Transfer.Builder header = Transfer.newBuilder().setKind(Transfer.Kind.REPAIR).setReason(reason);
    List<Change> content = new ArrayList<>();
    differing.stream()
        .forEach(number -> {
          header.addBuckets(number);
          head.image().bucket(number).forEach(entity -> content.add(Change.put(entity)));
        });
    return shipment(header, head.sealed(), content);
  }

  private Shipment shipment(Transfer.Builder header, Sealed to, List<Change> changes) {
    Set<String> names = new HashSet<>(Set.of(Workspaces.DEFAULT));
    for (Change change : changes) {
      if (change.after() != null) {
        names.add(change.after().workspace());
      }
    }
    for (String name : names) {
      UUID id = workspaces.of(controlPlane, name);
      if (id != null) {
        header.putWorkspaces(name, Shipment.bytes(id));
      }
    }
    return Shipment.of(header, to, changes);
  }

  /// A snapshot for a node that repairs do not help.
  Shipment snapshot(Node node, Position position, String reason) {
    Shipment snapshot = snapshot(wanted(node), reason);
    return position.isNothing()
        ? snapshot
        : snapshot.inPlaceOf(position.revision(), history(position));
  }
}
