package io.troop.control.store;

import io.troop.plugin.entity.EntitySpec;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change set in the making: the state as it would be, and the ways to change it. Sees its own
/// changes. *Confined to the thread that commits; of no use afterwards.*
///
/// Every change is checked at once, against the state with all earlier changes of the same draft.
public final class Draft {

  /// What became of one entity in this draft.
  ///
  /// @param before null when it is created
  /// @param after null when it is deleted
  public record Step(EntityKey key, @Nullable Entity before, @Nullable Entity after) {

    /// The entity as it becomes or, when it is deleted, as it was.
    public Entity entity() {
      return after == null ? Objects.requireNonNull(before) : after;
    }

    /// `create`, `update` or `delete`.
    public String operation() {
      return after == null ? "delete" : before == null ? "create" : "update";
    }

    /// What it does to an image.
    public Change change() {
      return new Change(key, after);
    }
  }

  private final EntitySpecs specs;
  private final Image base;
  private final Index index;
  private final Map<EntityKey, Step> steps = new LinkedHashMap<>();

  Draft(EntitySpecs specs, Image base, Index index) {
    this.specs = specs;
    this.base = base;
    this.index = index;
  }

  private @Nullable Entity entity(EntityKey key) {
    Step step = steps.get(key);
    return step == null ? base.get(key) : step.after();
  }

  /// The state before this draft.
  Image base() {
    return base;
  }

  /// The entity with this key.
  public Optional<Stored> get(EntityKey key) {
    return Optional.ofNullable(entity(key)).map(Stored::of);
  }

  /// The entity of a workspace that has these values in fields that are unique together.
  public Optional<Stored> find(
      String workspace, EntitySpec spec, Map<String, @Nullable Object> values) {
    UUID owner = index.owner(EntityFacts.UniqueKey.of(workspace, spec, values));
    return owner == null ? Optional.empty() : get(new EntityKey(spec.name(), owner));
  }

  /// The entity of a workspace whose unique field has this value.
  public Optional<Stored> find(String workspace, EntitySpec spec, String field, Object value) {
    return find(workspace, spec, Map.of(field, value));
  }

  /// All entities of a kind, over all workspaces.
  public List<Stored> all(String kind) {
    List<Stored> found = new ArrayList<>();
    for (Entity entity : base.ofKind(kind)) {
      if (!steps.containsKey(entity.key())) {
        found.add(Stored.of(entity));
      }
    }
    for (Step step : steps.values()) {
      if (step.key().kind().equals(kind) && step.after() != null) {
        found.add(Stored.of(step.after()));
      }
    }
    return found;
  }

  /// The entities of a kind in all workspaces but one.
  public List<Stored> elsewhere(String kind, String workspace) {
    List<Stored> found = new ArrayList<>();
    if (!index.isElsewhere(kind, workspace)) {
      return found; // Mostly: whoever has one workspace does not pay for all of its entities.
    }
    for (Entity entity : base.ofKind(kind)) {
      if (!entity.workspace().equals(workspace) && !steps.containsKey(entity.key())) {
        found.add(Stored.of(entity));
      }
    }
    for (Step step : steps.values()) {
      Entity after = step.after();
      if (step.key().kind().equals(kind) && after != null && !after.workspace().equals(workspace)) {
        found.add(Stored.of(after));
      }
    }
    return found;
  }

  /// The entities of a kind whose field names this one, ordered by id.
  public List<Stored> referring(EntityKey target, String kind, String field) {
    return index.referrers(target).stream()
        .filter(r -> r.entity().kind().equals(kind) && r.field().equals(field))
        .flatMap(r -> get(r.entity()).stream())
        .toList();
  }

  /// Adds an entity.
  ///
  /// @param document with its id; checked against the schema by the caller
  /// @throws Violation.Found when the id or a unique key is taken or a reference leads nowhere
  public void insert(EntitySpec spec, String workspace, Map<String, @Nullable Object> document) {
    EntityKey key = key(spec, document);
    if (entity(key) != null) {
      throw new Violation.Found(new Violation.PrimaryKey(key));
    }
    put(spec, workspace, document);
  }

  /// Adds an entity, or replaces the one with its id.
  ///
  /// @param document with its id; checked against the schema by the caller
  /// @throws Violation.Found when a unique key is taken or a reference leads nowhere
  public void put(EntitySpec spec, String workspace, Map<String, @Nullable Object> document) {
    EntityKey key = key(spec, document);
    EntityFacts facts = EntityFacts.of(spec, workspace, document);
    for (EntityFacts.Reference reference : facts.references()) {
      Entity target = entity(reference.target());
      // An entity of another workspace is nobody's to refer to, nor to learn of.
      if (target == null || !isWithin(target, workspace)) {
        throw new Violation.Found(
            new Violation.UnknownReference(reference.field(), reference.target()));
      }
    }
    for (EntityFacts.Unique unique : facts.keys()) {
      UUID owner = index.owner(unique.key());
      if (owner != null && !owner.equals(key.id())) {
        throw new Violation.Found(new Violation.Unique(key, unique.fields()));
      }
    }
    step(key, Entity.of(key, workspace, document));
  }

  private boolean isWithin(Entity entity, String workspace) {
    return entity.workspace().equals(workspace)
        || specs.find(entity.key().kind()).filter(spec -> !spec.workspaced()).isPresent();
  }

  /// Deletes an entity, and those that name it and go with it.
  ///
  /// @return whether it was there
  /// @throws Violation.Found when an entity that does not go with it names it
  public boolean delete(EntityKey key) {
    if (entity(key) == null) {
      return false;
    }
    List<Index.Referrer> referrers = List.copyOf(index.referrers(key));
    for (Index.Referrer referrer : referrers) {
      String kind = referrer.entity().kind();
      if (specs.reference(kind, referrer.field()).onDelete() == EntitySpec.OnDelete.RESTRICT) {
        throw new Violation.Found(new Violation.StillReferenced(key, kind));
      }
    }
    referrers.forEach(referrer -> delete(referrer.entity()));
    step(key, null);
    return true;
  }

  /// Makes a workspace hold these entities and, of the named kinds, no others: in any order,
  /// checked when all are in place. What goes with an entity that is deleted goes, too.
  ///
  /// @param kinds of which entities that are not wanted are deleted
  /// @param wanted checked against their schemas by the caller
  /// @throws Violation.Found when an id or a unique key is taken or a reference leads nowhere
  public void become(String workspace, Set<String> kinds, List<Stored> wanted) {
    Map<EntityKey, Entity> after = new LinkedHashMap<>();
    for (Stored stored : wanted) {
      Entity now = entity(stored.key());
      if (now != null && !now.workspace().equals(stored.workspace())) {
        throw new Violation.Found(new Violation.PrimaryKey(stored.key()));
      }
      Entity entity = Entity.of(stored.key(), stored.workspace(), stored.document());
      after.put(stored.key(), entity);
      if (!entity.equals(now)) {
        step(stored.key(), entity);
      }
    }
    List<EntityKey> gone = new ArrayList<>();
    for (String kind : kinds) {
      for (Entity entity : base.ofKind(kind)) {
        if (entity.workspace().equals(workspace) && !after.containsKey(entity.key())) {
          gone.add(entity.key());
        }
      }
    }
    gone.forEach(key -> step(key, null));
    gone.forEach(this::deleteReferrers);
    checkAll();
  }

  /// Deletes what names an entity that is not there any more, or leaves it for [#checkAll] to find.
  private void deleteReferrers(EntityKey key) {
    for (Index.Referrer referrer : List.copyOf(index.referrers(key))) {
      EntityKey entity = referrer.entity();
      if (entity(entity) != null
          && specs.reference(entity.kind(), referrer.field()).onDelete()
              == EntitySpec.OnDelete.CASCADE) {
        delete(entity);
      }
    }
  }

  /// Makes an entity what it was, unchecked; [#checkAll] follows when all are restored.
  void restore(EntityKey key, @Nullable Entity content) {
    step(key, content);
  }

  /// Checks what [#restore] left unchecked.
  ///
  /// @throws Violation.Found for a reference that leads nowhere
  void checkAll() {
    for (Step step : List.copyOf(steps.values())) {
      Entity after = step.after();
      if (after != null) {
        Stored stored = Stored.of(after);
        specs
            .find(step.key().kind())
            .ifPresent(spec -> put(spec, stored.workspace(), stored.document()));
      } else if (!index.referrers(step.key()).isEmpty()) {
        throw new Violation.Found(
            new Violation.StillReferenced(
                step.key(), index.referrers(step.key()).first().entity().kind()));
      }
    }
  }

  private void step(EntityKey key, @Nullable Entity after) {
    Entity now = entity(key);
    index.replace(now, after);
    Step earlier = steps.get(key);
    steps.put(key, new Step(key, earlier == null ? now : earlier.before(), after));
  }

  /// What this draft changes, in the order of first changes, without what ended where it began.
  public List<Step> steps() {
    List<Step> changed = new ArrayList<>();
    for (Step step : steps.values()) {
      boolean same =
          step.before() == null ? step.after() == null : step.before().equals(step.after());
      if (!same) {
        changed.add(step);
      }
    }
    return changed;
  }

  /// Gives the index back as it was.
  void undo() {
    steps.values().forEach(step -> index.replace(step.after(), step.before()));
    steps.clear();
  }

  private static EntityKey key(EntitySpec spec, Map<String, @Nullable Object> document) {
    return new EntityKey(spec.name(), UUID.fromString(String.valueOf(document.get("id"))));
  }
}
