package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the shared machine has to know of one document beside the document itself: its unique keys,
/// its references and its tags. *Immutable.*
record EntityFacts(List<Unique> keys, List<Reference> references, List<String> tags) {

  /// A unique key with its values.
  ///
  /// @param workspace the workspace within which it is unique; empty for all of them
  /// @param name the fields, sorted and joined by commas
  /// @param digest stands for the values: the same values, the same digest
  record UniqueKey(String workspace, String kind, String name, Hash digest) {

    /// The key of whoever has these values.
    static UniqueKey of(String workspace, EntitySpec spec, Map<String, @Nullable Object> values) {
      Map<String, @Nullable Object> sorted = new TreeMap<>(values);
      boolean global = values.size() == 1 && spec.globalKeys().containsAll(values.keySet());
      return new UniqueKey(
          global ? "" : workspace,
          spec.name(),
          String.join(",", sorted.keySet()),
          Hash.sha256(Json.bytes(sorted)));
    }
  }

  /// A unique key and the values to name in a message.
  record Unique(UniqueKey key, Map<String, @Nullable Object> fields) {}

  /// A field and the entity it names.
  record Reference(String field, EntityKey target) {}

  static EntityFacts of(EntitySpec spec, String workspace, Map<String, @Nullable Object> document) {
    List<Unique> keys = new ArrayList<>();
    for (List<String> fields : spec.uniqueKeys()) {
      if (fields.size() == 1 && document.get(fields.getFirst()) == null) {
        // A single field that is not set is unique to nobody; in a set of fields null is a value.
        continue;
      }
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      fields.forEach(field -> values.put(field, document.get(field)));
      keys.add(new Unique(UniqueKey.of(workspace, spec, values), values));
    }
    List<Reference> references = new ArrayList<>();
    for (EntitySpec.Reference reference : spec.references()) {
      UUID target = referenced(document.get(reference.field()));
      if (target != null) {
        references.add(new Reference(reference.field(), new EntityKey(reference.target(), target)));
      }
    }
    return new EntityFacts(keys, references, tags(document.get("tags")));
  }

  /// The id in `{"id": "…"}`; null for anything else.
  static @Nullable UUID referenced(@Nullable Object value) {
    if (value instanceof Map<?, ?> map && map.get("id") instanceof String id) {
      return UUID.fromString(id);
    }
    return null;
  }

  private static List<String> tags(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).distinct().toList()
        : List.of();
  }
}
