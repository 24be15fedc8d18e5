package io.troop.plugin.schema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// That the kind of an entity, said by one of its fields, refines its schema. *Immutable.*
///
/// @param key the field that says the kind; of a set, the first element that is a kind does
/// @param unknown what to say of an unknown kind; `%s` stands for it
/// @param byKind the refinements: their fields replace those of the same name, their checks come on
///   top
public record Subschemas(String key, String unknown, Map<String, Schema> byKind) {

  public Subschemas {
    byKind = Map.copyOf(byKind);
  }

  /// With one more kind, or another schema for it.
  public Subschemas with(String kind, Schema schema) {
    Map<String, Schema> more = new LinkedHashMap<>(byKind);
    more.put(kind, schema);
    return new Subschemas(key, unknown, more);
  }

  /// The refinement for this document; null for none.
  @Nullable Schema of(Map<String, ? extends @Nullable Object> document) {
    Object kind = document.get(key);
    if (kind instanceof Collection<?> kinds) {
      for (Object each : kinds) {
        Schema found = each instanceof String name ? byKind.get(name) : null;
        if (found != null) {
          return found;
        }
      }
      return null;
    }
    return kind instanceof String name ? byKind.get(name) : null;
  }
}
