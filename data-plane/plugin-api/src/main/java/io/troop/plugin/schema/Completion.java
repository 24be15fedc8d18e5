package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fills in what a document leaves out: shorthands are expanded, defaults put in place, ids and
/// times made. Checks nothing but the shorthands; what does not fit the schema is left for
/// [Validation].
///
/// The order of steps is that of Kong's `process_auto_fields`. *Confined to one call.*
final class Completion {

  /// In place of the value of a field that is not there.
  private enum Absence {
    ABSENT
  }

  private static final Absence ABSENT = Absence.ABSENT;

  private final @Nullable Autos autos;
  private final boolean partial;

  private Completion(@Nullable Autos autos, boolean partial) {
    this.autos = autos;
    this.partial = partial;
  }

  /// A document with every field of the schema.
  ///
  /// @param autos null for a document that has its ids and times already
  static Map<String, @Nullable Object> whole(
      Schema schema, Map<String, ? extends @Nullable Object> input, @Nullable Autos autos) {
    return new Completion(autos, false).record(schema, Values.copy(input), true);
  }

  /// A stored document with the fields of a patch.
  static Map<String, @Nullable Object> merge(
      Schema schema,
      Map<String, ? extends @Nullable Object> patch,
      Map<String, ? extends @Nullable Object> stored,
      Autos autos) {
    Map<String, @Nullable Object> input = Values.copy(patch);
    if (stored.containsKey("id")) {
      input.remove("id"); // an entity keeps its id
    }
    Map<String, @Nullable Object> kind = new LinkedHashMap<>(stored);
    kind.putAll(input);
    Schema refined = schema.forKind(kind);
    Map<String, @Nullable Object> changes =
        new Completion(autos, true).record(refined, input, true);
    Map<String, @Nullable Object> merged = merge(refined, changes, stored);
    return new Completion(null, false).record(schema, merged, false);
  }

  private static Map<String, @Nullable Object> merge(
      Schema schema, Map<String, @Nullable Object> top, Map<?, ?> bottom) {
    Map<String, @Nullable Object> out = Values.copy(Values.map(bottom));
    top.forEach((name, value) -> {
      Field field = schema.field(name);
      Object below = out.get(name);
      if (field != null
          && field.type() instanceof Type.RecordOf(Schema inner)
          && !field.has(Trait.ABSTRACT)
          && value instanceof Map<?, ?> upper
          && below instanceof Map<?, ?> lower) {
        out.put(name, merge(inner, Values.map(upper), lower));
      } else {
        out.put(name, value);
      }
    });
    return out;
  }

  private Map<String, @Nullable Object> record(
      Schema schema, Map<String, @Nullable Object> data, boolean expanding) {
    if (expanding) {
      expand(schema, data);
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (Field field : schema.forKind(data).fields()) {
      boolean given = data.containsKey(field.name());
      Object value = given ? data.remove(field.name()) : ABSENT;
      Object filled = adjust(field, automatic(field, value), expanding);
      if (filled != ABSENT) {
        out.put(field.name(), filled);
      }
    }
    if (schema.ttl() && (data.containsKey("ttl") || !partial)) {
      out.put("ttl", data.remove("ttl"));
    }
    out.putAll(data); // unknown fields: for the checks to name
    return out;
  }

  private @Nullable Object automatic(Field field, @Nullable Object value) {
    if (autos == null || !field.has(Trait.AUTO)) {
      return value;
    }
    if (field.constraint("uuid") != null) {
      return value == ABSENT && !partial ? autos.uuid() : value;
    }
    if (field.type() == Type.Plain.STRING) {
      return value == ABSENT && !partial ? autos.text() : value;
    }
    boolean creates =
        field.name().equals("created_at") && !partial && (value == ABSENT || value == null);
    return creates || field.name().equals("updated_at")
        ? autos.now(field.type() == Type.Plain.INTEGER)
        : value;
  }

  private @Nullable Object adjust(Field field, @Nullable Object value, boolean expanding) {
    if (value == ABSENT) {
      return partial ? ABSENT : missing(field);
    }
    if (value == null || field.has(Trait.ABSTRACT)) {
      return value;
    }
    if (Boolean.FALSE.equals(value) && field.type() instanceof Type.RecordOf) {
      return missing(field); // as in Lua, where false counts as not given
    }
    return switch (field.type()) {
      case Type.RecordOf(Schema inner) -> {
        Map<String, @Nullable Object> map = mapOrNull(value);
        yield map == null ? value : record(inner, map, expanding);
      }
      case Type.ArrayOf(Field elements) -> list(elements, value, false, expanding);
      case Type.SetOf(Field elements) -> list(elements, value, true, expanding);
      case Type.MapOf(Field _, Field values) -> {
        Map<String, @Nullable Object> map = mapOrNull(value);
        if (map == null) {
          yield value;
        }
        map.replaceAll((_, inner) -> adjust(values, inner, expanding));
        yield map;
      }
      case Type.Foreign _ -> foreign(value);
      default -> lowerUuid(field, value);
    };
  }

  private @Nullable Object missing(Field field) {
    if (field.preset() != null) {
      Object preset = field.preset().make();
      return preset instanceof Map<?, ?> map && field.type() instanceof Type.RecordOf(Schema inner)
          ? record(inner, Values.map(map), false)
          : preset;
    }
    if (!field.required()) {
      return null;
    }
    return field.type() instanceof Type.RecordOf(Schema inner) && !field.has(Trait.ABSTRACT)
        ? record(inner, new LinkedHashMap<>(), false)
        : ABSENT;
  }

  private Object list(Field elements, Object value, boolean distinct, boolean expanding) {
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return new ArrayList<>(); // an empty Lua table is either
    }
    if (!(value instanceof List<?> list)) {
      return value;
    }
    List<@Nullable Object> out = new ArrayList<>(list.size());
    for (Object element : distinct ? new LinkedHashSet<>(list) : list) {
      out.add(adjust(elements, element, expanding));
    }
    return out;
  }

  private static Object foreign(Object value) {
    if (value instanceof Map<?, ?> map && map.get("id") instanceof String id) {
      // Whatever else was sent is of the other entity, and may be old.
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("id", id.toLowerCase(Locale.ROOT));
      return out;
    }
    return value;
  }

  private static Object lowerUuid(Field field, Object value) {
    return value instanceof String text && field.constraint("uuid") != null
        ? text.toLowerCase(Locale.ROOT)
        : value;
  }

  private static @Nullable Map<String, @Nullable Object> mapOrNull(Object value) {
    if (value instanceof List<?> list && list.isEmpty()) {
      return new LinkedHashMap<>();
    }
    return value instanceof Map<?, ?> map ? Values.map(map) : null;
  }

  private void expand(Schema schema, Map<String, @Nullable Object> data) {
    Violations violations = new Violations();
    for (Shorthand shorthand : schema.shorthands()) {
      String name = shorthand.field().name();
      // A shorthand that is a field of its own is an input: in a document that was stored it has
      // been expanded already, and what it set may have been changed since.
      boolean stored = autos == null && schema.field(name) != null;
      if (data.containsKey(name) && !stored) {
        expand(shorthand, data, violations);
      }
    }
    if (!violations.isEmpty()) {
      throw new SchemaViolations(violations.tree());
    }
  }

  private static void expand(
      Shorthand shorthand, Map<String, @Nullable Object> data, Violations violations) {
    String name = shorthand.field().name();
    Object value = data.get(name);
    Object error = new Validation(Validation.Mode.WHOLE).field(shorthand.field(), value);
    if (error == null) {
      error = mismatch(shorthand, value, data);
    }
    if (error != null) {
      violations.put(name, error);
      return;
    }
    data.remove(name);
    Map<String, @Nullable Object> expansion = shorthand.expansion().apply(value);
    if (expansion != null) {
      expansion.forEach((key, given) -> put(data, key, given, shorthand.isDeprecated()));
    }
  }

  private static void put(
      Map<String, @Nullable Object> data, String key, @Nullable Object given, boolean yields) {
    Object present = data.get(key);
    if (given instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> source =
          present instanceof Map<?, ?> there ? Values.map(there) : new LinkedHashMap<>();
      Map<String, @Nullable Object> merged = new LinkedHashMap<>();
      if (yields) {
        merged.putAll(Values.map(map));
        source.forEach((name, value) -> {
          if (value != null || !merged.containsKey(name)) {
            merged.put(name, value);
          }
        });
      } else {
        merged.putAll(source);
        merged.putAll(Values.map(map));
      }
      data.put(key, merged);
    } else if (!yields || present == null) {
      data.put(key, given);
    }
  }

  private static @Nullable String mismatch(
      Shorthand shorthand, @Nullable Object value, Map<String, @Nullable Object> data) {
    if (value == null || !shorthand.isDeprecated() || shorthand.shownFrom().isEmpty()) {
      return null;
    }
    String path = String.join(".", shorthand.shownFrom());
    Object other = Values.at(data, path);
    if (other == null || Values.same(other, value)) {
      return null;
    }
    return "both deprecated and new field are used but their values mismatch: "
        + shorthand.field().name()
        + " = "
        + Values.text(value)
        + " vs "
        + path
        + " = "
        + Values.text(other);
  }

  /// A stored document with the values of shorthands that are shown.
  static Map<String, @Nullable Object> show(
      Schema schema, Map<String, ? extends @Nullable Object> stored) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>(stored);
    for (Field field : schema.forKind(stored).fields()) {
      if (out.containsKey(field.name())) {
        out.put(field.name(), show(field.type(), out.get(field.name())));
      }
    }
    for (Shorthand shorthand : schema.shorthands()) {
      if (!shorthand.shownFrom().isEmpty()) {
        out.put(
            shorthand.field().name(), Values.at(stored, String.join(".", shorthand.shownFrom())));
      }
    }
    return out;
  }

  private static @Nullable Object show(Type type, @Nullable Object value) {
    if (type instanceof Type.RecordOf(Schema inner) && value instanceof Map<?, ?> map) {
      return show(inner, Values.map(map));
    }
    Field elements = type.elementsOrNull();
    if (elements != null && value instanceof List<?> list) {
      List<@Nullable Object> out = new ArrayList<>(list.size());
      list.forEach(element -> out.add(show(elements.type(), element)));
      return out;
    }
    if (type instanceof Type.MapOf(Field _, Field values) && value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> out = Values.map(map);
      out.replaceAll((_, inner) -> show(values.type(), inner));
      return out;
    }
    return value;
  }
}
