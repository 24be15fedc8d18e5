package io.troop.control.lua;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The defaults that a schema gives. *Stateless.*
final class Presets {

  private Presets() {}

  /// The value with empty tables of Lua, which are lists and maps alike, as the type has them.
  static @Nullable Object fitting(Type type, @Nullable Object value) {
    return switch (type) {
      case Type.ArrayOf(Field elements) -> list(elements, value);
      case Type.SetOf(Field elements) -> list(elements, value);
      case Type.MapOf(Field _, Field values) when value instanceof Map<?, ?> map -> {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((name, inner) -> out.put((String) name, fitting(values.type(), inner)));
        yield out;
      }
      case Type.RecordOf(Schema schema) when value instanceof Map<?, ?> map -> {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((name, inner) -> {
          Field field = schema.field((String) name);
          out.put((String) name, field == null ? inner : fitting(field.type(), inner));
        });
        yield out;
      }
      default -> value;
    };
  }

  private static @Nullable Object list(Field elements, @Nullable Object value) {
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return List.of();
    }
    return value instanceof List<?> list
        ? list.stream().map(element -> fitting(elements.type(), element)).toList()
        : value;
  }

  /// Reports defaults that do not keep to their own fields. Runs the schema's own checks, so that a
  /// schema whose code never ends is found before it is stored.
  static void check(List<Field> fields, String path, SchemaProblems problems) {
    for (Field field : fields) {
      String here = path + "." + field.name();
      if (field.preset() instanceof Field.Preset(Object value) && value != null) {
        check(field, value, here, problems);
      }
      if (field.type() instanceof Type.RecordOf(Schema inner)) {
        check(inner.fields(), here, problems);
      }
    }
  }

  private static void check(Field field, Object value, String path, SchemaProblems problems) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put(field.name(), value);
    try {
      Schema.of("", List.of(field), List.of()).check(document);
    } catch (SchemaViolations e) {
      problems.add(path + ".default", String.valueOf(e.fields().get(field.name())));
    }
  }
}
