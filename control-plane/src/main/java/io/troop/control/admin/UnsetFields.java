package io.troop.control.admin;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Konnect's clients, such as its Terraform provider, send every field they know: null, or false,
/// for what nobody has set, fields of newer versions among it. There a null is nothing that was
/// said: a field that must have a value gets its default, and one that is not known is no mistake.
/// *Stateless.*
///
/// Kong: its own Admin API refuses such nulls, and so do we there.
final class UnsetFields {

  /// What newer versions have and their clients send with a value that means nothing by itself.
  private static final Map<String, Set<String>> NEWER =
      Map.of("upstreams", Set.of("sticky_sessions_cookie_path"));

  private UnsetFields() {}

  /// A document without what was not set.
  static Map<String, @Nullable Object> removed(
      Schema schema, Map<String, ? extends @Nullable Object> document) {
    Map<String, @Nullable Object> said = new LinkedHashMap<>();
    Set<String> newer = NEWER.getOrDefault(schema.name(), Set.of());
    document.forEach((name, value) -> {
      Field field = schema.field(name);
      if (field != null && (value != null || !field.required())) {
        said.put(name, removed(field.type(), value));
      } else if (field == null && !newer.contains(name) && says(schema, name, value)) {
        said.put(name, value);
      }
    });
    return said;
  }

  /// Whether a member that is no field says something: as a shorthand, or as a mistake.
  private static boolean says(Schema schema, String name, @Nullable Object value) {
    return (value != null && !Boolean.FALSE.equals(value))
        || schema.shorthands().stream().anyMatch(each -> each.field().name().equals(name));
  }

  private static @Nullable Object removed(Type type, @Nullable Object value) {
    return switch (type) {
      case Type.RecordOf(Schema inner) when value instanceof Map<?, ?> map ->
          removed(inner, members(map));
      case Type.ArrayOf(Field elements) when value instanceof List<?> list ->
          list.stream().map(each -> removed(elements.type(), each)).toList();
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> members(Map<?, ?> map) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }
}
