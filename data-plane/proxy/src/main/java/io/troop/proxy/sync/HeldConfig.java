package io.troop.proxy.sync;

import com.google.protobuf.ByteString;
import io.troop.certs.SealCertificate;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Transfer;
import io.troop.proxy.live.Applied;
import io.troop.proxy.live.ConfigTarget;
import io.troop.proxy.sync.Outcome.Differs;
import io.troop.proxy.sync.Outcome.Refused;
import io.troop.proxy.sync.Outcome.Serves;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The configuration a node holds. *Confined to the sync thread*; [#holding] may be read from
/// anywhere.
///
/// A transfer is believed only if the seal signed its revision and the resulting image has the
/// signed root. Then it is compiled and swapped in, and only then stored: what can't serve is never
/// found on disk at the next start, and a disk that fails does not keep a change from serving.
final class HeldConfig {

  private static final Logger LOG = LoggerFactory.getLogger(HeldConfig.class);

  private final ConfigTarget target;
  private final ConfigStore store;
  private final SyncStatus status;
  private volatile @Nullable Holding holding;

  /// Somebody ordered that the next transfer counts, whatever history it is of.
  private boolean adopting;

  HeldConfig(ConfigTarget target, ConfigStore store, SyncStatus status) {
    this.target = target;
    this.store = store;
    this.status = status;
  }

  SyncStatus status() {
    return status;
  }

  /// What it holds; null before the first configuration.
  @Nullable Holding holding() {
    return holding;
  }

  /// Holds this from now on, without taking it into use; for tests that damage memory.
  void hold(Holding damaged) {
    holding = damaged;
  }

  /// Serves what is on disk, if anything is.
  void restore() {
    Long pinned = store.pinned();
    Holding held = pinned == null ? null : store.load(pinned);
    if (held != null) {
      status.pinned(pinned);
      LOG.warn("this node is held at revision {}, by an order given here", pinned);
    } else if (pinned != null) {
      LOG.error("revision {}, at which this node was held, is not there any more", pinned);
      store.pin(null);
    }
    Holding found = held == null ? store.load() : held;
    if (found == null) {
      return;
    }
    try {
      target.workspaces(found.workspaces());
      Applied applied = target.apply(found.image(), Image.EMPTY.changesTo(found.image()));
      holding = found;
      status.serves(found.sealed(), applied, true);
      LOG.info(
          "serving {} with {} entities from disk, in {} ms",
          found.sealed(),
          found.image().size(),
          applied.took().toMillis());
    } catch (RuntimeException problem) {
      LOG.error("the configuration on disk can't be used", problem);
    }
  }

  /// Serves a revision from disk and stays with it.
  ///
  /// @throws IllegalArgumentException when it can't be had
  void pin(long revision) {
    Holding before = holding;
    if (before == null || before.sealed().revision() != revision) {
      Holding found = store.load(revision);
      if (found == null) {
        throw new IllegalArgumentException(
            "revision " + revision + " (expected: one of " + store.revisions() + ")");
      }
      Image held = before == null ? Image.EMPTY : before.image();
      target.workspaces(found.workspaces());
      Applied applied = target.apply(found.image(), held.changesTo(found.image()));
      holding = found;
      status.serves(found.sealed(), applied, true);
    }
    store.pin(revision);
    status.pinned(revision);
    LOG.warn("this node is held at revision {}, by an order given here", revision);
  }

  /// Follows the control plane again.
  void unpin() {
    store.pin(null);
    status.pinned(null);
    LOG.info("this node follows its control plane again");
  }

  /// Takes a transfer.
  ///
  /// @param seal the seal learned over this connection
  Outcome accept(SealCertificate seal, UUID controlPlane, Transfer header, ByteString data) {
    Sealed to = Wire.sealed(controlPlane, header.getTo());
    if (!seal.verifies(to.payload(), to.signature())) {
      return new Refused(to, "the signature of " + to + " is not of the control plane's seal");
    }
    if (status.pinned() != null) {
      return new Refused(to, "this node is held at revision " + status.pinned());
    }
    Holding before = holding;
    Outcome strange = before == null ? null : unknownHistory(before, to, header);
    if (strange != null) {
      return strange;
    }
    boolean whole = header.getKind() == Transfer.Kind.SNAPSHOT;
    if (!whole && before == null) {
      return new Refused(to, "a " + header.getKind() + " for a node that holds nothing");
    }
    Image held = before == null ? Image.EMPTY : before.image();
    SyncStatus.Serving serving = status.serving();
    if (header.getKind() == Transfer.Kind.DELTA
        && before != null
        && serving != null
        && before.sealed().revision() == to.revision()
        && to.covers(held)) {
      // While one stream takes over from another, both may bring the same change.
      return new Serves(to, serving.applied());
    }
    if (header.getKind() == Transfer.Kind.DELTA
        && before != null
        && before.sealed().revision() != header.getFrom()) {
      return new Differs(
          "a delta from revision " + header.getFrom() + " came for " + before.sealed());
    }
    Image next;
    try {
      next = next(held, header, data);
    } catch (IOException | IllegalArgumentException problem) {
      return new Refused(to, "the content of " + to + " can't be read: " + problem.getMessage());
    }
    if (!to.covers(next)) {
      String reason = "the entities do not add up to the signed root of " + to;
      return whole ? new Refused(to, reason) : new Differs(reason);
    }
    Map<String, UUID> known = before == null ? Map.of() : before.workspaces();
    Map<String, UUID> workspaces = Holding.merged(known, Wire.workspaces(header));
    return serve(new Holding(seal, to, next, workspaces), held, header, data);
  }

  /// A control plane that was restored from a backup made before what this node holds does not know
  /// it. Deltas start from what is held; anything else has to say that it knows it.
  private @Nullable Outcome unknownHistory(Holding before, Sealed to, Transfer header) {
    Sealed held = before.sealed();
    if (header.getKind() == Transfer.Kind.DELTA
        || adopting
        || !held.controlPlane().equals(to.controlPlane())) {
      return null;
    }
    if (header.getFrom() != held.revision()) {
      return new Differs(
          "a " + header.getKind() + " for revision " + header.getFrom() + " came for " + held);
    }
    boolean told = header.getKnownRootsCount() > 0;
    if (told
        ? header.getKnownRootsList().contains(ByteString.copyFrom(held.root().hash().bytes()))
        : to.revision() > held.revision()) {
      return null;
    }
    String reason =
        ("this node holds %s, which the history of its control plane does not have: it was restored"
                + " from an older backup, or is another one. The node goes on with what it holds"
                + " until somebody orders otherwise: POST /fleet/{node}/adopt at the control plane,"
                + " or ./troop node adopt here")
            .formatted(held);
    status.refuses(reason);
    return new Refused(to, reason, true);
  }

  /// Takes up the control plane's history with the next transfer, whatever this node holds.
  void adopt(String who) {
    adopting = true;
    LOG.warn("this node takes up the history of its control plane: {}", who);
  }

  private static Image next(Image held, Transfer header, ByteString data) throws IOException {
    List<Change> changes = Wire.changes(header, data);
    return switch (header.getKind()) {
      case SNAPSHOT -> Image.EMPTY.apply(changes);
      case DELTA -> held.apply(changes);
      case REPAIR -> repaired(held, header, changes);
      case KIND_UNSPECIFIED, UNRECOGNIZED -> throw new IOException("its kind is not known here");
    };
  }

  private static Image repaired(Image held, Transfer header, List<Change> changes) {
    Map<Integer, List<Entity>> buckets = new TreeMap<>();
    header.getBucketsList().forEach(number -> buckets.put(number, new ArrayList<>()));
    for (Change change : changes) {
      Entity entity = change.after();
      if (entity != null) {
        List<Entity> bucket = buckets.get(Image.bucketOf(entity.key()));
        if (bucket == null) {
          throw new IllegalArgumentException(entity + " is of no bucket that is repaired");
        }
        bucket.add(entity);
      }
    }
    Image next = held;
    for (Map.Entry<Integer, List<Entity>> bucket : buckets.entrySet()) {
      next = next.withBucket(bucket.getKey(), bucket.getValue());
    }
    return next;
  }

  private Outcome serve(Holding next, Image held, Transfer header, ByteString data) {
    Applied applied;
    try {
      target.workspaces(next.workspaces());
      applied = target.apply(next.image(), held.changesTo(next.image()));
    } catch (RuntimeException problem) {
      LOG.error("{} can't be taken into use", next.sealed(), problem);
      return new Refused(next.sealed(), "it can't be taken into use: " + problem);
    }
    holding = next;
    adopting = false;
    status.serves(next.sealed(), applied, false);
    Part received = Part.newBuilder().setTransfer(header).setData(data).setLast(true).build();
    store.save(next, received);
    return new Serves(next.sealed(), applied);
  }

  /// Stores what serves if that failed before.
  void saveAgain() {
    Holding current = holding;
    if (current != null && store.problem() != null) {
      store.saveAgain(current);
    }
  }

  /// Computes every hash anew from the bytes in memory, so that the root is that of what is really
  /// there.
  ///
  /// @return the image; empty when nothing is held
  Image recompute() {
    Holding current = holding;
    if (current == null) {
      return Image.EMPTY;
    }
    Image image = current.image().recomputed();
    holding = new Holding(current.seal(), current.sealed(), image, current.workspaces());
    return image;
  }

  /// Checks a share of the buckets against their bytes.
  ///
  /// @return whether all are intact
  boolean isIntact(int fromBucket, int count) {
    Holding current = holding;
    if (current == null) {
      return true;
    }
    for (int i = 0; i < count; i++) {
      for (Entity entity : current.image().bucket((fromBucket + i) % Image.BUCKETS)) {
        if (!entity.isIntact()) {
          LOG.error("{} changed in memory; asking the control plane to repair it", entity.key());
          return false;
        }
      }
    }
    return true;
  }
}
