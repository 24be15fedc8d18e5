package io.troop.plugin.schema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// That the kind of an entity, said by one of its fields, refines its schema. *Immutable.*
///
/// @param key the field that says the kind; of a set, the first element that is a kind does
/// @param unknown what to say of an unknown kind; `%s` stands for it
/// @param byKind the refinements: their fields replace those of the same name, their checks come on
///   top
public record Subschemas(String key, String unknown, Map<String, Kind> byKind) {

  public Subschemas {
    byKind = Map.copyOf(byKind);
  }

  /// A refinement, put together when it is first wanted: a node knows half a hundred plugins and
  /// looks at the schema of few. *Thread-safe.*
  public static final class Kind {
    private final Supplier<Schema> make;
    private volatile @Nullable Schema made;

    private Kind(Supplier<Schema> make) {
      this.make = make;
    }

    Schema schema() {
      Schema found = made;
      if (found == null) {
        found = make.get();
        made = found;
      }
      return found;
    }
  }

  /// With the schemas that there are.
  public static Subschemas of(String key, String unknown, Map<String, Schema> schemas) {
    Subschemas all = new Subschemas(key, unknown, Map.of());
    Map<String, Supplier<Schema>> suppliers = new LinkedHashMap<>();
    schemas.forEach((kind, schema) -> suppliers.put(kind, () -> schema));
    return all.with(suppliers);
  }

  /// With more kinds, or other schemas for them.
  ///
  /// @param schemas asked for a schema when it is first wanted
  public Subschemas with(Map<String, Supplier<Schema>> schemas) {
    Map<String, Kind> more = new LinkedHashMap<>(byKind);
    schemas.forEach((kind, make) -> more.put(kind, new Kind(make)));
    return new Subschemas(key, unknown, more);
  }

  /// The refinement for this document; null for none.
  public @Nullable Schema of(Map<String, ? extends @Nullable Object> document) {
    Object said = document.get(key);
    if (said instanceof Collection<?> several) {
      for (Object each : several) {
        Kind found = each instanceof String name ? byKind.get(name) : null;
        if (found != null) {
          return found.schema();
        }
      }
      return null;
    }
    Kind found = said instanceof String name ? byKind.get(name) : null;
    return found == null ? null : found.schema();
  }
}
