package io.troop.control.rollout;

import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.store.Heads;
import io.troop.control.store.Heads.Head;
import io.troop.control.store.History;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the active rollouts mean for each node. *Thread-safe:* what is asked at every change of a
/// node's stream is an immutable map in memory, replaced when a rollout moved.
final class Rollouts implements DesiredRevisions {

  private record Active(Rollout rollout, Head base, @Nullable Head target) {}

  private final RolloutStore store;
  private final Heads heads;
  private final History history;
  private final List<Consumer<UUID>> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<UUID, Active> active = Map.of();

  Rollouts(RolloutStore store, Heads heads, History history) {
    this.store = store;
    this.heads = heads;
    this.history = history;
  }

  @Override
  public void onChange(Consumer<UUID> listener) {
    listeners.add(listener);
  }

  @Override
  public Optional<Head> of(UUID controlPlane, UUID node, Map<String, String> labels) {
    Active one = active.get(controlPlane);
    if (one == null) {
      return Optional.empty();
    }
    Rollout rollout = one.rollout();
    Head target = one.target();
    boolean isOn =
        rollout.status() == Rollout.Status.RUNNING || rollout.status() == Rollout.Status.PAUSED;
    boolean isIn = rollout.plan().waveOf(rollout.id(), node, labels) <= rollout.wave();
    return Optional.of(isOn && isIn && target != null ? target : one.base());
  }

  @Override
  public Optional<String> place(UUID controlPlane, UUID node, Map<String, String> labels) {
    Active one = active.get(controlPlane);
    return one == null
        ? Optional.empty()
        : Optional.of(
            one.rollout()
                .plan()
                .waves()
                .get(one.rollout().plan().waveOf(one.rollout().id(), node, labels))
                .name());
  }

  /// Reads the active rollouts anew and tells whom it concerns.
  synchronized void refresh() {
    Map<UUID, Active> before = active;
    Map<UUID, Active> now = new HashMap<>();
    for (Rollout rollout : store.active()) {
      Active known = before.get(rollout.controlPlane());
      now.put(
          rollout.controlPlane(),
          known != null
                  && known.rollout().version() == rollout.version()
                  && known.rollout().id().equals(rollout.id())
              ? known
              : made(rollout, known));
    }
    if (now.equals(before)) {
      return;
    }
    active = Map.copyOf(now);
    Set<UUID> concerned = new HashSet<>(before.keySet());
    concerned.addAll(now.keySet());
    concerned.removeIf(id -> Objects.equals(before.get(id), now.get(id)));
    concerned.forEach(id -> listeners.forEach(listener -> listener.accept(id)));
  }

  private Active made(Rollout rollout, @Nullable Active before) {
    Long target = rollout.target();
    Active same = before != null && before.rollout().id().equals(rollout.id()) ? before : null;
    Head base = same == null ? head(rollout.controlPlane(), rollout.base()) : same.base();
    Head known = same == null ? null : same.target();
    return new Active(
        rollout,
        base,
        target == null ? null : known == null ? head(rollout.controlPlane(), target) : known);
  }

  /// The state of a revision, with the signature it got when it was committed.
  private Head head(UUID controlPlane, long revision) {
    Head now = heads.head(controlPlane);
    return now.sealed().revision() == revision
        ? now
        : new Head(
            history.image(controlPlane, revision).orElseThrow(() -> gone(revision)),
            history.revision(controlPlane, revision).orElseThrow(() -> gone(revision)).sealed());
  }

  private static IllegalStateException gone(long revision) {
    return new IllegalStateException("revision " + revision + " is not in the log any more");
  }
}
