package io.troop.control.declarative;

import io.troop.control.document.Json;
import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds what the references of items lead to: an item below another names that one; others are
/// written as an id, as a name, or as an object with one of both. *Confined to one import.*
final class References {

  private record Name(String kind, String field, Object value) {}

  private final Map<Name, UUID> names = new HashMap<>();
  private final Map<String, Kind> kinds = new HashMap<>();

  References(List<Kind> all, Declaration declaration) {
    all.forEach(kind -> kinds.put(kind.name(), kind));
    declaration.each(this::remember);
  }

  private void remember(Item item) {
    UUID id = item.id;
    if (id == null) {
      return;
    }
    names.putIfAbsent(new Name(item.kind.name(), "id", id.toString()), id);
    for (List<String> fields : item.kind.spec().uniqueKeys()) {
      Object value = fields.size() == 1 ? item.fields().get(fields.getFirst()) : null;
      if (value != null) {
        names.putIfAbsent(new Name(item.kind.name(), fields.getFirst(), value), id);
      }
    }
  }

  /// Finds the references of an item. One that leads nowhere is among its conflicts, and has an id
  /// nobody has, so that the rest of the item can be checked.
  void resolve(Item item) {
    for (EntitySpec.Reference reference : item.kind.spec().references()) {
      Object value = item.fields().get(reference.field());
      Item parent = item.parent;
      if (value == null
          && parent != null
          && parent.id != null
          && item.link.equals(reference.field())) {
        item.references.put(reference.field(), parent.id);
      } else if (value instanceof String || value instanceof Map<?, ?>) {
        UUID found = find(reference.target(), value);
        if (found == null && !wrongInside(item, reference, value)) {
          item.conflicts.add(
              "invalid reference '"
                  + reference.field()
                  + ": "
                  + (value instanceof String text ? text : Json.text(value))
                  + "' (no such entry in '"
                  + reference.target()
                  + "')");
        }
        item.references.put(
            reference.field(), found != null ? found : new UUID(0x4000L, 0x8000000000000000L));
      }
    }
  }

  private @Nullable UUID find(String target, Object value) {
    if (value instanceof Map<?, ?> map) {
      for (var member : map.entrySet()) {
        Object wanted = member.getValue();
        UUID found = wanted == null ? null : named(target, String.valueOf(member.getKey()), wanted);
        if (found != null) {
          return found;
        }
      }
      return null;
    }
    Kind kind = kinds.get(target);
    String key = kind == null ? null : kind.spec().endpointKey();
    UUID found = key == null ? null : named(target, key, value);
    return found != null ? found : named(target, "id", value);
  }

  private @Nullable UUID named(String target, String field, Object value) {
    boolean id = field.equals("id") && value instanceof String text && Ids.parse(text) != null;
    return names.get(
        new Name(
            target, field, id ? String.valueOf(value).toLowerCase(java.util.Locale.ROOT) : value));
  }

  /// An object that is no reference at all is checked as the entity it seems to be.
  private boolean wrongInside(Item item, EntitySpec.Reference reference, Object value) {
    Kind target = kinds.get(reference.target());
    if (target == null || !(value instanceof Map<?, ?> map) || map.get("id") != null) {
      return false;
    }
    Map<String, Object> wrong = new LinkedHashMap<>();
    try {
      Schema schema = target.schema();
      schema.check(Declaration.members(map));
    } catch (SchemaViolations violations) {
      violations
          .fields()
          .forEach((field, error) -> {
            if (map.containsKey(field)) {
              wrong.put(field, error);
            }
          });
    }
    if (wrong.isEmpty()) {
      wrong.put("id", "missing primary key");
    }
    Map<String, Object> errors = new LinkedHashMap<>();
    errors.put(reference.field(), wrong);
    item.error = errors;
    return true;
  }
}
