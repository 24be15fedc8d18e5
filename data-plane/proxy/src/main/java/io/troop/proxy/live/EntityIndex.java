package io.troop.proxy.live;

import io.troop.plugin.Entities;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import io.troop.state.PersistentMap;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All entities of one configuration as records, found by id, by unique field and by parent.
/// *Immutable*: [#apply] yields another index that shares what did not change.
final class EntityIndex {
  private final InstantSource clock;
  private final Map<Class<?>, EntitySpec> specs;
  private final PersistentMap<EntityKey, Row> rows;
  private final PersistentMap<Unique, Row> byUnique;
  private final PersistentMap<Children, List<Row>> byParent;

  /// One entity.
  ///
  /// @param uniques the unique values it is found by
  /// @param parents the entities it refers to
  /// @param expires the second since 1970 from which on it is as good as gone; `Long.MAX_VALUE` for
  ///   never
  record Row(
      EntityKey key,
      String workspace,
      Record record,
      List<Unique> uniques,
      List<Children> parents,
      long expires) {

    Row {
      // There is one for each entity: as small as they can be.
      uniques = List.copyOf(uniques);
      parents = List.copyOf(parents);
    }

    /// @param document keeps to the spec's schema, and `record` is bound to it
    static Row of(
        EntitySpec spec,
        EntityKey key,
        String workspace,
        Record record,
        Map<String, @Nullable Object> document) {
      List<Unique> uniques = new ArrayList<>();
      for (List<String> fields : spec.uniqueKeys()) {
        if (fields.size() == 1 && document.get(fields.getFirst()) instanceof String value) {
          uniques.add(new Unique(spec.name(), workspace, fields.getFirst(), value));
        } else if (fields.size() > 1) {
          String[] values =
              fields.stream().map(field -> text(document.get(field))).toArray(String[]::new);
          uniques.add(
              new Unique(
                  spec.name(), workspace, String.join(",", fields), Entities.joined(values)));
        }
      }
      List<Children> parents = new ArrayList<>();
      for (EntitySpec.Reference reference : spec.references()) {
        if (document.get(reference.field()) instanceof Map<?, ?> parent) {
          UUID id = UUID.fromString(String.valueOf(parent.get("id")));
          parents.add(new Children(spec.name(), reference.field(), id));
        }
      }
      long expires =
          spec.schema().ttl() && document.get("ttl") instanceof Number moment
              ? moment.longValue()
              : Long.MAX_VALUE;
      return new Row(key, workspace, record, uniques, parents, expires);
    }
  }

  /// A text, the id of a reference, or nothing.
  private static String text(@Nullable Object value) {
    Object of = value instanceof Map<?, ?> reference ? reference.get("id") : value;
    return of == null ? "" : String.valueOf(of);
  }

  record Unique(String kind, String workspace, String field, String value) {}

  record Children(String kind, String field, UUID parent) {}

  private EntityIndex(
      InstantSource clock,
      Map<Class<?>, EntitySpec> specs,
      PersistentMap<EntityKey, Row> rows,
      PersistentMap<Unique, Row> byUnique,
      PersistentMap<Children, List<Row>> byParent) {
    this.clock = clock;
    this.specs = specs;
    this.rows = rows;
    this.byUnique = byUnique;
    this.byParent = byParent;
  }

  /// An index without entities.
  ///
  /// @param clock says what has expired
  static EntityIndex of(Collection<EntitySpec> specs, InstantSource clock) {
    Map<Class<?>, EntitySpec> byType = new HashMap<>();
    specs.forEach(spec -> byType.put(spec.type(), spec));
    return new EntityIndex(
        clock, byType, PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());
  }

  int size() {
    return rows.size();
  }

  @Nullable Row row(EntityKey key) {
    return rows.get(key);
  }

  /// The rows that refer to a parent; empty for none.
  List<Row> children(String kind, String field, UUID parent) {
    List<Row> children = byParent.get(new Children(kind, field, parent));
    return children == null ? List.of() : children;
  }

  /// The index after these changes: a row in place of what the key had, null for none any more.
  EntityIndex apply(Map<EntityKey, @Nullable Row> changes) {
    PersistentMap<EntityKey, Row> nextRows = rows;
    PersistentMap<Unique, Row> nextUnique = byUnique;
    Map<Children, Map<EntityKey, @Nullable Row>> families = new LinkedHashMap<>();
    for (EntityKey key : changes.keySet()) {
      Row before = rows.get(key);
      if (before != null) {
        for (Unique unique : before.uniques()) {
          // Another entity may have taken the value over in the same batch.
          Row holder = nextUnique.get(unique);
          if (holder != null && holder.key().equals(key)) {
            nextUnique = nextUnique.without(unique);
          }
        }
        before.parents().forEach(parent -> family(families, parent).put(key, null));
      }
      Row after = changes.get(key);
      nextRows = after == null ? nextRows.without(key) : nextRows.with(key, after);
      if (after != null) {
        for (Unique unique : after.uniques()) {
          nextUnique = nextUnique.with(unique, after);
        }
        after.parents().forEach(parent -> family(families, parent).put(key, after));
      }
    }
    return new EntityIndex(clock, specs, nextRows, nextUnique, withFamilies(families));
  }

  private static Map<EntityKey, @Nullable Row> family(
      Map<Children, Map<EntityKey, @Nullable Row>> families, Children parent) {
    return families.computeIfAbsent(parent, _ -> new LinkedHashMap<>());
  }

  private PersistentMap<Children, List<Row>> withFamilies(
      Map<Children, Map<EntityKey, @Nullable Row>> families) {
    PersistentMap<Children, List<Row>> next = byParent;
    for (var family : families.entrySet()) {
      List<Row> before = byParent.get(family.getKey());
      List<Row> after = new ArrayList<>();
      if (before != null) {
        for (Row row : before) {
          if (!family.getValue().containsKey(row.key())) {
            after.add(row);
          }
        }
      }
      for (Row row : family.getValue().values()) {
        if (row != null) {
          after.add(row);
        }
      }
      next =
          after.isEmpty()
              ? next.without(family.getKey())
              : next.with(family.getKey(), List.copyOf(after));
    }
    return next;
  }

  private boolean isThere(@Nullable Row row) {
    return row != null
        && (row.expires() == Long.MAX_VALUE || row.expires() > clock.instant().getEpochSecond());
  }

  /// The entities as plugins of one workspace see them.
  Entities in(String workspace) {
    return new View(this, workspace);
  }

  private EntitySpec spec(Class<?> type) {
    EntitySpec spec = specs.get(type);
    if (spec == null) {
      throw new IllegalArgumentException(
          type.getName() + " is no entity (expected: one that a plugin or the gateway declares)");
    }
    return spec;
  }

  /// One workspace's entities. *Immutable.*
  private record View(EntityIndex index, String workspace) implements Entities {

    @Override
    public <R extends Record> @Nullable R get(Class<R> type, UUID id) {
      Row row = index.rows.get(new EntityKey(index.spec(type).name(), id));
      return row != null && index.isThere(row) ? type.cast(row.record()) : null;
    }

    @Override
    public <R extends Record> @Nullable R find(Class<R> type, String field, String value) {
      EntitySpec spec = index.spec(type);
      Row row = index.byUnique.get(new Unique(spec.name(), workspace, field, value));
      return row != null && index.isThere(row) ? type.cast(row.record()) : null;
    }

    @Override
    public <R extends Record> List<R> of(Class<R> type, String field, UUID parent) {
      List<Row> rows = index.children(index.spec(type).name(), field, parent);
      return rows.isEmpty()
          ? List.of()
          : rows.stream().filter(index::isThere).map(row -> type.cast(row.record())).toList();
    }
  }
}
