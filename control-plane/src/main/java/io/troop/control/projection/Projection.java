package io.troop.control.projection;

import io.troop.control.store.Stored;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The configuration as one version of the gateway knows it. *Immutable and thread-safe.*
public final class Projection {

  private static final int EXAMPLES = 10;

  /// Everything.
  public static final Projection WHOLE = new Projection(new NodeVersion(0, 0, 0), List.of());

  private final NodeVersion version;

  /// What the version does not know, by kind.
  private final Map<String, List<Newer>> unknown = new HashMap<>();

  Projection(NodeVersion version, List<Newer> newer) {
    this.version = version;
    for (Newer field : newer) {
      if (version.compareTo(field.since()) < 0) {
        unknown.computeIfAbsent(field.kind(), _ -> new ArrayList<>()).add(field);
      }
    }
  }

  public NodeVersion version() {
    return version;
  }

  /// Whether the version knows everything.
  public boolean isWhole() {
    return unknown.isEmpty();
  }

  /// Takes out of a document what the version does not know.
  ///
  /// @return whether anything was taken out
  public boolean apply(String kind, Map<String, @Nullable Object> document) {
    boolean changed = false;
    for (Newer field : unknown.getOrDefault(kind, List.of())) {
      Map<String, @Nullable Object> around = holder(field, document);
      if (around != null && around.containsKey(field.path().getLast())) {
        around.remove(field.path().getLast());
        changed = true;
      }
    }
    return changed;
  }

  /// The record of a document that a field would be in; null when the document is not about it.
  @SuppressWarnings("unchecked")
  private static @Nullable Map<String, @Nullable Object> holder(
      Newer field, Map<String, @Nullable Object> document) {
    if (field.plugin() != null && !field.plugin().equals(document.get("name"))) {
      return null;
    }
    Map<String, @Nullable Object> around = document;
    for (String name : field.path().subList(0, field.path().size() - 1)) {
      if (!(around.get(name) instanceof Map<?, ?> inner)) {
        return null;
      }
      around = (Map<String, @Nullable Object>) inner;
    }
    return around;
  }

  /// The entity as the version knows it; the very same when it knows all of it.
  Entity of(Entity entity) {
    if (!unknown.containsKey(entity.key().kind())) {
      return entity;
    }
    Stored stored = Stored.of(entity);
    return apply(entity.key().kind(), stored.document())
        ? Entity.of(entity.key(), entity.workspace(), stored.document())
        : entity;
  }

  /// The changes as the version knows them.
  List<Change> of(List<Change> changes) {
    return changes.stream()
        .map(change -> {
          Entity after = change.after();
          return after == null ? change : Change.put(of(after));
        })
        .toList();
  }

  /// What the version does not get of an image, fields that say nothing left out.
  public List<Removed> removed(Image image) {
    Map<Newer, List<UUID>> holders = new HashMap<>();
    unknown.forEach((kind, fields) -> {
      for (Entity entity : image.ofKind(kind)) {
        Map<String, @Nullable Object> document = Stored.of(entity).document();
        for (Newer field : fields) {
          Map<String, @Nullable Object> around = holder(field, document);
          if (around != null && around.get(field.path().getLast()) != null) {
            holders.computeIfAbsent(field, _ -> new ArrayList<>()).add(entity.key().id());
          }
        }
      }
    });
    return holders.entrySet().stream()
        .map(entry -> removed(entry.getKey(), entry.getValue()))
        .sorted((a, b) -> order(a).compareTo(order(b)))
        .toList();
  }

  private static String order(Removed removed) {
    return removed.kind()
        + " "
        + Objects.requireNonNullElse(removed.plugin(), "")
        + " "
        + removed.field();
  }

  private static Removed removed(Newer field, List<UUID> holders) {
    return new Removed(
        field.kind(),
        field.plugin(),
        field.field(),
        field.since(),
        holders.size(),
        holders.stream().sorted().limit(EXAMPLES).toList());
  }
}
