package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A document does not keep to its schema. The message is Kong's, such as `2 schema violations
/// (host: required field missing; port: expected an integer)`.
public final class SchemaViolations extends RuntimeException {

  /// The name under which rules across fields are reported.
  public static final String ENTITY = "@entity";

  /// Kong's code for this kind of error.
  public static final int CODE = 2;

  private static final long serialVersionUID = 1L;

  private final transient Map<String, Object> fields;

  /// @param fields what is wrong: by field, a text, or a map or a list (padded with nulls) of the
  ///   same for fields with parts; under `@entity` a list of texts
  public SchemaViolations(Map<String, Object> fields) {
    super(message(fields), null, false, false);
    this.fields = fields;
  }

  /// One violation of one field.
  public static SchemaViolations of(String field, String message) {
    return new SchemaViolations(Map.of(field, message));
  }

  /// What is wrong, by field, as the Admin API answers it under `fields`.
  public Map<String, Object> fields() {
    return fields;
  }

  /// Kong's name for this kind of error.
  public static String kind() {
    return "schema violation";
  }

  private static String message(Map<String, Object> errors) {
    List<String> parts = new ArrayList<>();
    if (errors.get(ENTITY) instanceof Collection<?> checks) {
      checks.forEach(check -> parts.add(String.valueOf(check)));
    }
    new TreeMap<>(errors)
        .forEach((field, error) -> {
          if (!field.equals(ENTITY)) {
            add(parts, field, error);
          }
        });
    return parts.size() == 1
        ? "schema violation (" + parts.getFirst() + ")"
        : parts.size() + " schema violations (" + String.join("; ", parts) + ")";
  }

  private static void add(List<String> parts, String field, Object error) {
    switch (error) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>(Values.map(map));
        sorted.forEach((name, inner) -> parts.add(field + "." + name + ": " + text(inner)));
      }
      case Collection<?> list -> {
        int position = 0;
        for (Object inner : list) {
          position++;
          if (inner != null) {
            parts.add(field + "." + position + ": " + text(inner));
          }
        }
      }
      default -> parts.add(field + ": " + error);
    }
  }

  private static String text(@Nullable Object error) {
    return error instanceof Map<?, ?> || error instanceof Collection<?>
        ? LuaText.pretty(error)
        : String.valueOf(error);
  }
}
