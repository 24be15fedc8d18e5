package io.troop.control.declarative;

import io.troop.control.document.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds items that can't be together: of the same id, or of the same values in fields that are
/// unique. *Confined to one import.*
final class Uniqueness {

  private record Value(String kind, List<String> fields, String values) {}

  private final Map<Value, Item> seen = new HashMap<>();

  /// Looks at ids and names: a second one is wrong at its place.
  void checkIdentity(Item item) {
    String kind = item.kind.name();
    String key = item.kind.spec().endpointKey();
    String name = item.name();
    boolean unique = key != null && item.kind.spec().uniqueKeys().contains(List.of(key));
    String id = String.valueOf(item.id);
    if (key != null && name != null && unique && isTaken(item, List.of(key), name)) {
      item.error = message(kind, key, name);
    } else if (isTaken(item, List.of("id"), id)) {
      item.error = message(kind, "primary key", id);
    }
  }

  /// Looks at all other unique fields: a second one is a conflict.
  void checkFields(Item item) {
    String key = item.kind.spec().endpointKey();
    for (List<String> fields : item.kind.spec().uniqueKeys()) {
      boolean looked = key != null && fields.equals(List.of(key));
      Map<String, @Nullable Object> values = values(item, fields);
      boolean nothing = fields.size() == 1 && values.get(fields.getFirst()) == null;
      if (!looked && !nothing && isTaken(item, fields, Json.text(values))) {
        Object shown = fields.size() == 1 ? values.get(fields.getFirst()) : Json.text(values);
        item.conflicts.add(
            message(item.kind.name(), String.join(", ", fields), String.valueOf(shown)));
      }
    }
  }

  private static Map<String, @Nullable Object> values(Item item, List<String> fields) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    fields.forEach(field -> values.put(field, item.document.get(field)));
    return values;
  }

  private boolean isTaken(Item item, List<String> fields, String value) {
    return seen.putIfAbsent(new Value(item.kind.name(), new ArrayList<>(fields), value), item)
        != null;
  }

  private static String message(String kind, String field, String value) {
    return "uniqueness violation: '"
        + kind
        + "' entity with "
        + field
        + " set to '"
        + value
        + "' already declared";
  }
}
