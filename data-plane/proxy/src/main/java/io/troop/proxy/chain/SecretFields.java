package io.troop.proxy.chain;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Puts secrets in the place of the references in a document, wherever its schema allows one.
/// *Stateless.*
final class SecretFields {

  private SecretFields() {}

  /// A copy of the document with secrets.
  ///
  /// @param resolve finds a secret; texts that are no references come back as they are
  static Map<String, @Nullable Object> resolved(
      Schema schema, Map<String, @Nullable Object> document, UnaryOperator<String> resolve) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>(document);
    for (Field field : schema.fields()) {
      Object value = document.get(field.name());
      if (value != null) {
        out.put(field.name(), value(field, value, resolve));
      }
    }
    return out;
  }

  @SuppressWarnings("unchecked") // a record's document is a map of names
  private static Object value(Field field, Object value, UnaryOperator<String> resolve) {
    if (value instanceof String text) {
      return field.has(Trait.REFERENCEABLE) ? resolve.apply(text) : text;
    }
    return switch (field.type()) {
      case Type.RecordOf(Schema schema) when value instanceof Map<?, ?> map ->
          resolved(schema, (Map<String, @Nullable Object>) map, resolve);
      case Type.MapOf(Field _, Field values) when value instanceof Map<?, ?> map -> {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach((name, each) ->
            out.put(
                String.valueOf(name),
                each == null ? "" : value(inherited(field, values), each, resolve)));
        yield out;
      }
      case Type.ArrayOf(Field elements) when value instanceof Collection<?> list ->
          elements(inherited(field, elements), list, resolve);
      case Type.SetOf(Field elements) when value instanceof Collection<?> list ->
          elements(inherited(field, elements), list, resolve);
      default -> value;
    };
  }

  /// What may be a reference as a whole may be one in its parts.
  private static Field inherited(Field whole, Field part) {
    return whole.has(Trait.REFERENCEABLE) ? part.with(Trait.REFERENCEABLE) : part;
  }

  private static Object elements(
      Field field, Collection<?> elements, UnaryOperator<String> resolve) {
    return elements.stream().<Object>map(each -> value(field, each, resolve)).toList();
  }
}
