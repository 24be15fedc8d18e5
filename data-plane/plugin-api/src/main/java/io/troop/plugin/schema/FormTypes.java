package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives the texts of a form the types that the fields ask for (`api/arguments.lua`). *Stateless.*
final class FormTypes {

  private FormTypes() {}

  static Map<String, @Nullable Object> coerce(
      Schema schema, Map<String, ? extends @Nullable Object> form) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>(form);
    Schema refined = schema.forKind(form);
    List<Field> fields = new ArrayList<>(refined.fields());
    refined.shorthands().forEach(shorthand -> fields.add(shorthand.field()));
    if (schema.ttl()) {
      fields.add(Typedefs.TTL.named("ttl"));
    }
    for (Field field : fields) {
      if (out.containsKey(field.name())) {
        out.put(field.name(), value(field, out.get(field.name())));
      }
    }
    return out;
  }

  private static @Nullable Object value(Field field, @Nullable Object value) {
    if (value == null || value.equals("")) {
      return null;
    }
    return switch (field.type()) {
      case Type.Plain.NUMBER, Type.Plain.INTEGER -> {
        Object number = value instanceof String text ? number(text) : null;
        yield number == null ? value : number;
      }
      case Type.Plain.BOOLEAN ->
          value.equals("true") ? (Object) true : value.equals("false") ? (Object) false : value;
      case Type.ArrayOf(Field elements) -> list(elements, value);
      case Type.SetOf(Field elements) -> list(elements, value);
      case Type.MapOf(Field _, Field values) -> {
        if (!(value instanceof Map<?, ?> map)) {
          yield value;
        }
        Map<String, @Nullable Object> out = Values.map(map);
        out.replaceAll((_, inner) -> value(values, inner));
        yield out;
      }
      case Type.RecordOf(Schema inner) ->
          value instanceof Map<?, ?> map && !field.has(Trait.ABSTRACT)
              ? coerce(inner, Values.map(map))
              : value;
      case Type.Foreign _ -> value instanceof Map<?, ?> map ? foreign(map) : value;
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> foreign(Map<?, ?> map) {
    Map<String, @Nullable Object> out = Values.map(map);
    out.replaceAll((_, inner) -> "".equals(inner) ? null : inner);
    return out;
  }

  private static Object list(Field elements, Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    switch (value) {
      case List<?> list -> values.addAll(list);
      case Map<?, ?> map -> {
        List<Object> numbered = numbered(map);
        if (numbered == null) {
          return value;
        }
        values.addAll(numbered);
      }
      default -> values.add(value);
    }
    values.replaceAll(element -> value(elements, element));
    return values;
  }

  /// The values of a map whose names are the numbers from one on in some way of writing them; null
  /// for any other map. Those that are written plainly are a list already, unless they came with
  /// dots, which make members.
  private static @Nullable List<Object> numbered(Map<?, ?> map) {
    TreeMap<Long, Object> sorted = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(number(String.valueOf(entry.getKey())) instanceof Long position)
          || entry.getValue() == null) {
        return null;
      }
      sorted.put(position, entry.getValue());
    }
    boolean isList = !sorted.isEmpty() && sorted.firstKey() == 1 && sorted.lastKey() == map.size();
    boolean isPlain =
        map.keySet().stream().allMatch(name -> String.valueOf(name).matches("[1-9]\\d*"));
    return isList && !isPlain ? new ArrayList<>(sorted.values()) : null;
  }

  /// The number a text is, as Lua reads it; null for none.
  static @Nullable Object number(String text) {
    String trimmed = text.strip();
    if (trimmed.matches("[+-]?0[xX][0-9a-fA-F]{1,15}")) {
      return Long.decode(trimmed);
    }
    if (!trimmed.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      return null;
    }
    return trimmed.matches("[+-]?\\d{1,18}")
        ? (Object) Long.valueOf(trimmed)
        : Values.number(Double.parseDouble(trimmed));
  }
}
