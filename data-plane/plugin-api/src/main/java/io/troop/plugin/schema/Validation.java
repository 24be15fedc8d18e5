package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Checks a completed document field by field, then the rules across fields. Works on the model
/// alone; changes nothing. Follows Kong's `Schema:validate` (`db/schema/init.lua`).
final class Validation {

  /// What is being checked.
  enum Mode {
    /// A document that should be whole.
    WHOLE,
    /// A document with changes: some messages say so.
    UPDATE
  }

  static final String REQUIRED = "required field missing";
  static final String UNKNOWN = "unknown field";

  private final Mode mode;

  Validation(Mode mode) {
    this.mode = mode;
  }

  Mode mode() {
    return mode;
  }

  /// @throws SchemaViolations when the document does not keep to the schema
  static void check(Schema schema, Map<String, @Nullable Object> document, Mode mode) {
    check(schema, document, mode, List.of());
  }

  /// @param more what is wrong with the document besides
  /// @throws SchemaViolations when the document does not keep to the schema, or there is more
  static void check(
      Schema schema, Map<String, @Nullable Object> document, Mode mode, List<String> more) {
    Violations violations = new Validation(mode).document(schema, document, mode == Mode.WHOLE);
    more.forEach(violations::entity);
    if (!violations.isEmpty()) {
      throw new SchemaViolations(violations.tree());
    }
  }

  /// @throws SchemaViolations when a field has changed that may not
  static void checkImmutable(
      Schema schema,
      Map<String, ? extends @Nullable Object> after,
      Map<String, ? extends @Nullable Object> before) {
    Violations violations = new Violations();
    for (Field field : schema.fields()) {
      Object old = before.get(field.name());
      if (field.has(Trait.IMMUTABLE)
          && old != null
          && !Values.same(Values.copy(old), after.get(field.name()))) {
        violations.put(field.name(), "immutable field cannot be updated");
      }
    }
    if (!violations.isEmpty()) {
      throw new SchemaViolations(violations.tree());
    }
  }

  /// What is wrong with a document or a record in one.
  ///
  /// @param whole whether fields must not be left out
  Violations document(Schema schema, Map<String, ? extends @Nullable Object> input, boolean whole) {
    Violations violations = new Violations();
    Subschemas subschemas = schema.subschemas();
    if (subschemas != null) {
      Object kind = input.get(subschemas.key());
      Field key = schema.field(subschemas.key());
      if (kind == null) {
        violations.put(subschemas.key(), REQUIRED);
        return violations;
      }
      if (subschemas.of(input) == null) {
        boolean names =
            kind instanceof String || kind instanceof List<?> || kind instanceof Map<?, ?>;
        Object wrong = names || key == null ? null : field(key, kind);
        violations.put(
            subschemas.key(),
            wrong != null ? wrong : subschemas.unknown().replace("%s", LuaText.first(kind)));
        return violations;
      }
    }
    Schema refined = schema.forKind(input);
    fields(refined, input, violations);
    for (Field field : refined.fields()) {
      boolean missing = input.get(field.name()) == null;
      if (field.required() && missing && (whole || input.containsKey(field.name()))) {
        violations.put(field.name(), REQUIRED);
      }
    }
    for (Check check : refined.checks()) {
      new CheckRun(this, refined, input, violations).run(check, whole);
    }
    return violations;
  }

  private void fields(
      Schema schema, Map<String, ? extends @Nullable Object> input, Violations violations) {
    input.forEach((name, value) -> {
      Field field = schema.field(name);
      if (field != null) {
        if (!name.equals("updated_at")) { // Kong looks at every field but this one
          violations.put(name, field(field, value));
        }
      } else if (name.equals("ttl") && schema.ttl()) {
        violations.put(name, field(Typedefs.field(name, Typedefs.TTL), value));
      } else {
        violations.put(name, UNKNOWN);
      }
    });
  }

  /// What is wrong with a value: a text, or a tree of texts; null for nothing.
  @Nullable Object field(Field field, @Nullable Object value) {
    Constraint wanted = field.constraint("eq");
    if (value == null) {
      return nullValue(field, wanted);
    }
    if (wanted instanceof Constraint.Eq(Object only) && only == null) {
      return field.message() != null ? field.message() : "value must be null";
    }
    if (field.has(Trait.ABSTRACT)) {
      return "error in schema definition: abstract field was not specialized";
    }
    Object wrongType = type(field, value);
    if (wrongType != null) {
      return wrongType;
    }
    if (field.has(Trait.REFERENCEABLE) && Formats.isReference(value)) {
      return null;
    }
    for (Constraint constraint : field.constraints()) {
      String violation = constraint.fits(value) ? violation(constraint, value) : null;
      if (violation != null) {
        return field.message() != null ? field.message() : violation;
      }
    }
    return null;
  }

  private static @Nullable String violation(Constraint constraint, Object value) {
    try {
      return constraint.violation(value);
    } catch (LuaPattern.Exhausted _) {
      return "value takes too long to check (expected: a shorter one)";
    }
  }

  private static @Nullable String nullValue(Field field, @Nullable Constraint wanted) {
    if (field.constraint("ne") instanceof Constraint.Ne(Object refused) && refused == null) {
      return field.message() != null ? field.message() : "value must not be null";
    }
    if (wanted instanceof Constraint.Eq eq && eq.wanted() != null) {
      return eq.message();
    }
    return field.required() ? REQUIRED : null;
  }

  private @Nullable Object type(Field field, Object value) {
    return switch (field.type()) {
      case Type.ArrayOf(Field elements) -> list(elements, value, "expected an array");
      case Type.SetOf(Field elements) -> list(elements, value, "expected a set");
      case Type.MapOf(Field keys, Field values) -> map(keys, values, value);
      case Type.RecordOf(Schema inner) -> record(inner, value);
      case Type.Foreign _ -> foreign(value);
      case Type.Plain plain -> plain(plain, value);
    };
  }

  private static @Nullable String plain(Type.Plain type, Object value) {
    return switch (type) {
      case STRING -> value instanceof String ? null : "expected a string";
      case NUMBER -> value instanceof Number ? null : "expected a number";
      case BOOLEAN -> value instanceof Boolean ? null : "expected a boolean";
      case INTEGER ->
          value instanceof Number number && isWhole(number) ? null : "expected an integer";
      case FUNCTION -> "expected a function";
      case JSON, ANY -> null;
    };
  }

  private static boolean isWhole(Number number) {
    double value = number.doubleValue();
    return value == Math.rint(value) && !Double.isInfinite(value);
  }

  private @Nullable Object list(Field elements, Object value, String message) {
    if (!(value instanceof Collection<?> list)) {
      return message;
    }
    Field required = elements.required(true);
    List<? extends @Nullable Object> values = new ArrayList<>(list);
    return padded(values.size(), i -> field(required, values.get(i)));
  }

  /// Errors at their positions, nulls before them; null for no errors.
  private static @Nullable List<@Nullable Object> padded(
      int size, IntFunction<@Nullable Object> errors) {
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Object error = errors.apply(i);
      if (error != null) {
        while (out.size() < i) {
          out.add(null);
        }
        out.add(error);
      }
    }
    return out.isEmpty() ? null : out;
  }

  private @Nullable Object map(Field keys, Field values, Object value) {
    if (value instanceof List<?> list) {
      // A list is a table of numbers; an empty one is an empty table of anything.
      return list.isEmpty() ? null : field(keys.required(true), 1L);
    }
    if (!(value instanceof Map<?, ?> map)) {
      return "expected a map";
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object wrong = field(keys.required(true), key(keys, String.valueOf(entry.getKey())));
      if (wrong == null) {
        wrong = field(values.required(true), entry.getValue());
      }
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  /// A name in JSON is always a text; a map of numbers means the number.
  private static Object key(Field keys, String name) {
    if (keys.type() == Type.Plain.INTEGER || keys.type() == Type.Plain.NUMBER) {
      Object number = FormTypes.number(name);
      return number == null ? name : number;
    }
    return name;
  }

  private @Nullable Object record(Schema schema, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      if (value instanceof List<?> list) {
        return padded(list.size(), _ -> UNKNOWN);
      }
      return "expected a record";
    }
    Violations violations = document(schema, Values.map(map), true);
    return violations.isEmpty() ? null : violations.tree();
  }

  private static @Nullable Object foreign(Object value) {
    Object id = value instanceof Map<?, ?> map ? map.get("id") : null;
    String wrong =
        switch (id) {
          case null ->
              value instanceof Map<?, ?> map && map.containsKey("id")
                  ? REQUIRED
                  : "missing primary key";
          case String text -> Formats.isUuid(text) ? null : "expected a valid UUID";
          default -> "expected a string";
        };
    if (wrong == null) {
      return null;
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("id", wrong);
    return out;
  }
}
