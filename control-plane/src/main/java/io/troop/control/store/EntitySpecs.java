package io.troop.control.store;

import io.troop.plugin.entity.EntitySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All kinds of entities, by name. *Immutable.*
public final class EntitySpecs {

  private final Map<String, EntitySpec> byName = new LinkedHashMap<>();

  public EntitySpecs(List<EntitySpec> specs) {
    specs.forEach(spec -> byName.put(spec.name(), spec));
  }

  /// The spec of a kind.
  ///
  /// @throws IllegalArgumentException for a kind nobody brought
  public EntitySpec of(String kind) {
    return find(kind)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "entity kind \"" + kind + "\" (expected: one of " + byName.keySet() + ")"));
  }

  public Optional<EntitySpec> find(String kind) {
    return Optional.ofNullable(byName.get(kind));
  }

  public List<EntitySpec> all() {
    return List.copyOf(byName.values());
  }

  /// How an entity of `kind` is bound by its field.
  EntitySpec.Reference reference(String kind, String field) {
    return of(kind).references().stream()
        .filter(reference -> reference.field().equals(field))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(kind + "." + field + " is no reference"));
  }
}
