package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The lines of all control planes: loads them when they are first asked for, moves them when
/// another process has committed, and tells the listeners of every move. *Thread-safe.*
@Component
class Lines implements Heads {

  private static final Logger LOG = LoggerFactory.getLogger(Lines.class);

  private final Journal journal;
  private final EntitySpecs specs;
  private final TransactionTemplate snapshot;
  private final ObjectProvider<CommitListener> listeners;
  private final Map<UUID, Line> lines = new ConcurrentHashMap<>();

  Lines(
      Journal journal,
      EntitySpecs specs,
      PlatformTransactionManager transactions,
      ObjectProvider<CommitListener> listeners) {
    this.journal = journal;
    this.specs = specs;
    this.listeners = listeners;
    this.snapshot = new TransactionTemplate(transactions);
    this.snapshot.setReadOnly(true);
    this.snapshot.setIsolationLevel(TransactionTemplate.ISOLATION_REPEATABLE_READ);
  }

  @Override
  public Set<UUID> controlPlanes() {
    return Set.copyOf(
        snapshot.execute(_ -> journal.heads()).stream().map(Sealed::controlPlane).toList());
  }

  @Override
  public Head head(UUID controlPlane) {
    return line(controlPlane).head();
  }

  @Override
  public Optional<List<Change>> changesSince(UUID controlPlane, long revision) {
    long head = line(controlPlane).revision();
    if (revision < 0 || revision > head) {
      return Optional.empty();
    }
    return snapshot.execute(_ ->
        journal.reachesBackTo(controlPlane, revision)
            ? Optional.of(Change.merged(List.of(), journal.changes(controlPlane, revision, head)))
            : Optional.empty());
  }

  @Override
  public Optional<Image> past(UUID controlPlane, long revision) {
    return snapshot.execute(_ -> {
      Head now = head(controlPlane);
      long head = now.sealed().revision();
      if (revision < 0 || revision > head || !journal.reachesBackTo(controlPlane, revision)) {
        return Optional.empty();
      }
      return Optional.of(now.image().apply(journal.reversed(controlPlane, revision, head)));
    });
  }

  /// The line of a control plane, read from the database when it is not in memory yet.
  Line line(UUID controlPlane) {
    Line known = lines.get(controlPlane);
    if (known != null) {
      return known;
    }
    Line line = lines.computeIfAbsent(controlPlane, this::load);
    // Who told of a commit while the line was read found nothing that was behind.
    catchUp(controlPlane);
    return line;
  }

  private Line load(UUID controlPlane) {
    return snapshot.execute(_ -> {
      Sealed sealed =
          journal
              .head(controlPlane)
              .orElseThrow(() -> new IllegalArgumentException("no control plane " + controlPlane));
      Image image = journal.image(controlPlane);
      if (!sealed.covers(image)) {
        LOG.error(
            "control plane {}: the entities in the database do not have the root of {}:"
                + " somebody changed them beside the control plane",
            controlPlane,
            sealed);
      }
      return new Line(specs, image, sealed);
    });
  }

  /// Follows what other processes have committed, if they have. Needs the line's lock and a
  /// transaction that sees their commits.
  void catchUp(Line line, Sealed head) {
    if (head.revision() > line.revision()) {
      List<Change> changes = journal.changes(head.controlPlane(), line.revision(), head.revision());
      announce(line, line.follow(changes, head));
    }
  }

  /// Follows what other processes have committed, if a line is in memory at all.
  void catchUp(UUID controlPlane) {
    Line line = lines.get(controlPlane);
    if (line == null) {
      return;
    }
    line.lock.lock();
    try {
      snapshot.executeWithoutResult(
          _ -> journal.head(controlPlane).ifPresent(head -> catchUp(line, head)));
    } finally {
      line.lock.unlock();
    }
  }

  /// Tells the listeners where a line stands now. Needs the line's lock, so that they hear of
  /// revisions in their order.
  void announce(Line line, List<Change> changes) {
    Heads.Head head = line.head();
    listeners
        .orderedStream()
        .forEach(listener -> {
          try {
            listener.committed(head.sealed().controlPlane(), head.image(), changes, head.sealed());
          } catch (RuntimeException problem) {
            LOG.error("a listener failed on {}", head.sealed(), problem);
          }
        });
  }

  /// Lets go of the line of a control plane that is no more.
  void forget(UUID controlPlane) {
    lines.remove(controlPlane);
  }

  /// Whether a line is in memory and has not seen this revision.
  boolean isBehind(UUID controlPlane, long revision) {
    Line line = lines.get(controlPlane);
    return line != null && line.revision() < revision;
  }

  /// The control planes whose lines are in memory.
  Set<UUID> loaded() {
    return Set.copyOf(lines.keySet());
  }
}
