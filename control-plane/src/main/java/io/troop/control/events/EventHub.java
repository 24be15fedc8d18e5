package io.troop.control.events;

import io.troop.control.events.Event.Topic;
import io.troop.control.store.CommitListener;
import io.troop.control.store.Heads;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who wants to hear of which control plane. *Thread-safe.* Commits come from here, of this process
/// and of its sisters.
@Component
class EventHub implements CommitListener {

  /// Pages beyond it ask again and again, as they would without events.
  private static final int MOST = 1000;

  private final Heads heads;
  private final Map<UUID, Set<Subscription>> byControlPlane = new ConcurrentHashMap<>();

  /// What somebody listens to, as it was told last: an entity that is gone does not say where it
  /// was.
  private final Map<UUID, Image> told = new ConcurrentHashMap<>();

  EventHub(Heads heads) {
    this.heads = heads;
  }

  /// Begins to listen; empty when too many do.
  Optional<Subscription> subscribe(UUID controlPlane) {
    if (byControlPlane.values().stream().mapToInt(Set::size).sum() >= MOST) {
      return Optional.empty();
    }
    Subscription subscription = new Subscription();
    byControlPlane.compute(
        controlPlane,
        (_, there) -> {
          Set<Subscription> all = there == null ? ConcurrentHashMap.newKeySet() : there;
          all.add(subscription);
          return all;
        });
    told.putIfAbsent(controlPlane, heads.head(controlPlane).image());
    return Optional.of(subscription);
  }

  void unsubscribe(UUID controlPlane, Subscription subscription) {
    byControlPlane.computeIfPresent(
        controlPlane,
        (_, there) -> {
          there.remove(subscription);
          return there.isEmpty() ? null : there;
        });
  }

  /// The control planes that somebody listens to.
  Set<UUID> watched() {
    return Set.copyOf(byControlPlane.keySet());
  }

  void publish(UUID controlPlane, Event event) {
    subscriptions(controlPlane).forEach(each -> each.add(event));
  }

  /// Ends all: the process stops.
  void close() {
    byControlPlane.values().forEach(all -> all.forEach(Subscription::end));
  }

  private Set<Subscription> subscriptions(UUID controlPlane) {
    return byControlPlane.getOrDefault(controlPlane, Set.of());
  }

  @Override
  public void committed(UUID controlPlane, Image image, List<Change> changes, Sealed sealed) {
    if (subscriptions(controlPlane).isEmpty()) {
      told.remove(controlPlane);
      return;
    }
    Image before = told.put(controlPlane, image);
    publish(controlPlane, Event.of(Topic.REVISIONS));
    changes.stream()
        .map(change -> event(change, before))
        .distinct()
        .forEach(event -> publish(controlPlane, event));
  }

  private static Event event(Change change, @Nullable Image before) {
    Entity entity = change.after();
    if (entity == null && before != null) {
      entity = before.get(change.key());
    }
    return new Event(Topic.ENTITIES, entity == null ? "" : entity.workspace(), change.key().kind());
  }
}
