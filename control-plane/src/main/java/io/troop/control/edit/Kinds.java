package io.troop.control.edit;

import io.troop.plugin.Catalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// All kinds of entities, those of plugins included. *Immutable.*
@Component
public class Kinds {

  private final Map<String, Kind> byName = new LinkedHashMap<>();

  Kinds(Catalog catalog) {
    catalog.entities().forEach(spec -> byName.put(spec.name(), new Kind(spec)));
  }

  /// All of them, parents before those that refer to them.
  public List<Kind> all() {
    return List.copyOf(byName.values());
  }

  public Optional<Kind> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// The kind of this name.
  ///
  /// @throws IllegalArgumentException for a name nobody brought
  public Kind of(String name) {
    return find(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "entity kind \"" + name + "\" (expected: one of " + byName.keySet() + ")"));
  }
}
