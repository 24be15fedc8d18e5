package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who has which unique key, who names whom, and which kinds are in which workspaces, in one
/// control plane. *Confined to the holder of its line's lock.*
final class Index {

  /// An entity that names another by one of its fields.
  record Referrer(EntityKey entity, String field) implements Comparable<Referrer> {
    @Override
    public int compareTo(Referrer other) {
      int order = entity.compareTo(other.entity);
      return order != 0 ? order : field.compareTo(other.field);
    }
  }

  private final EntitySpecs specs;
  private final Map<EntityFacts.UniqueKey, UUID> owners = new HashMap<>();
  private final Map<EntityKey, SortedSet<Referrer>> referrers = new HashMap<>();

  /// How many entities of a kind a workspace has; without workspaces that have none.
  private final Map<String, Map<String, Integer>> counts = new HashMap<>();

  Index(EntitySpecs specs) {
    this.specs = specs;
  }

  /// What becomes of the index when an entity changes from one content to another. Undone by the
  /// same call with both swapped.
  void replace(@Nullable Entity before, @Nullable Entity after) {
    if (before != null) {
      count(before, -1);
      EntityFacts facts = facts(before);
      facts.keys().forEach(unique -> owners.remove(unique.key(), before.key().id()));
      for (EntityFacts.Reference reference : facts.references()) {
        SortedSet<Referrer> set = referrers.get(reference.target());
        if (set != null) {
          set.remove(new Referrer(before.key(), reference.field()));
          if (set.isEmpty()) {
            referrers.remove(reference.target());
          }
        }
      }
    }
    if (after != null) {
      count(after, 1);
      EntityFacts facts = facts(after);
      facts.keys().forEach(unique -> owners.put(unique.key(), after.key().id()));
      for (EntityFacts.Reference reference : facts.references()) {
        referrers
            .computeIfAbsent(reference.target(), _ -> new TreeSet<>())
            .add(new Referrer(after.key(), reference.field()));
      }
    }
  }

  private void count(Entity entity, int more) {
    counts
        .computeIfAbsent(entity.key().kind(), _ -> new HashMap<>())
        .merge(
            entity.workspace(),
            more,
            (there, change) -> there + change == 0 ? null : there + change);
  }

  /// Whether a workspace other than this one has entities of a kind.
  boolean isElsewhere(String kind, String workspace) {
    Map<String, Integer> places = counts.getOrDefault(kind, Map.of());
    return places.size() > (places.containsKey(workspace) ? 1 : 0);
  }

  private EntityFacts facts(Entity entity) {
    return specs
        .find(entity.key().kind())
        .map(spec -> EntityFacts.of(spec, entity.workspace(), Json.object(entity.json())))
        .orElseGet(() ->
            new EntityFacts(
                Collections.emptyList(), Collections.emptyList(), Collections.emptyList()));
  }

  /// Who has this key; null for nobody.
  @Nullable UUID owner(EntityFacts.UniqueKey key) {
    return owners.get(key);
  }

  /// Who names this entity, ordered by kind and id.
  SortedSet<Referrer> referrers(EntityKey target) {
    return referrers.getOrDefault(target, Collections.emptySortedSet());
  }
}
