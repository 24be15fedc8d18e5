package io.troop.control.openapi;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The engine's schemas as JSON Schema (2020-12), which is what OpenAPI 3.1 uses. What JSON Schema
/// can't say stands in members that begin with `x-`. *Stateless.*
final class JsonSchemas {

  private JsonSchemas() {}

  /// The documents of a schema, without its kinds.
  static Map<String, @Nullable Object> of(Schema schema) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : schema.fields()) {
      properties.put(field.name(), of(field));
      boolean filledIn =
          field.preset() != null || field.has(Trait.AUTO) || field.type() instanceof Type.RecordOf;
      if (field.required() && !filledIn) {
        required.add(field.name());
      }
    }
    if (schema.ttl()) {
      properties.put(
          "ttl", Map.of("type", List.of("integer", "null"), "description", "Seconds to live."));
    }
    out.put("properties", properties);
    if (!required.isEmpty()) {
      out.put("required", required);
    }
    if (!schema.checks().isEmpty()) {
      out.put("x-entity-checks", schema.checks().stream().map(Check::describe).toList());
    }
    return out;
  }

  static Map<String, @Nullable Object> of(Field field) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    type(field, out);
    if (field.doc() != null) {
      out.put("description", field.doc());
    }
    if (field.preset() instanceof Field.Preset(Object value) && value != null) {
      out.put("default", value);
    }
    field.constraints().forEach(constraint -> constraint(constraint, field.type(), out));
    if (field.has(Trait.AUTO)) {
      out.put("readOnly", !field.name().equals("id") && field.type() != Type.Plain.STRING);
    }
    flag(field, Trait.REFERENCEABLE, "x-referenceable", out);
    flag(field, Trait.ENCRYPTED, "x-encrypted", out);
    flag(field, Trait.UNIQUE, "x-unique", out);
    flag(field, Trait.IMMUTABLE, "x-immutable", out);
    if (field.deprecation() != null) {
      out.put("deprecated", true);
    }
    return out;
  }

  private static void flag(
      Field field, Trait trait, String name, Map<String, @Nullable Object> out) {
    if (field.has(trait)) {
      out.put(name, true);
    }
  }

  private static void type(Field field, Map<String, @Nullable Object> out) {
    switch (field.type()) {
      case Type.ArrayOf(Field elements) -> {
        out.put("type", word("array", field));
        out.put("items", of(elements.required(true)));
      }
      case Type.SetOf(Field elements) -> {
        out.put("type", word("array", field));
        out.put("uniqueItems", true);
        out.put("items", of(elements.required(true)));
      }
      case Type.MapOf(Field _, Field values) -> {
        out.put("type", word("object", field));
        out.put("additionalProperties", of(values.required(true)));
      }
      case Type.RecordOf(Schema schema) -> {
        out.putAll(of(schema));
        out.put("type", word("object", field));
      }
      case Type.Foreign(String reference, String _) -> {
        out.put("type", word("object", field));
        out.put("properties", Map.of("id", Map.of("type", "string", "format", "uuid")));
        out.put("x-reference", reference);
      }
      case Type.Plain plain -> {
        switch (plain) {
          case STRING, NUMBER, INTEGER, BOOLEAN -> out.put("type", word(plain.word(), field));
          case FUNCTION, JSON, ANY -> {}
        }
      }
    }
  }

  private static Object word(String type, Field field) {
    return field.required() ? type : List.of(type, "null");
  }

  private static void constraint(
      Constraint constraint, Type type, Map<String, @Nullable Object> out) {
    boolean isText = type == Type.Plain.STRING;
    switch (constraint) {
      case Constraint.OneOf(List<Object> options) -> out.put("enum", options);
      case Constraint.NotOneOf(List<Object> options) -> out.put("not", Map.of("enum", options));
      case Constraint.Between between when between.argument() instanceof List<?> limits -> {
        out.put("minimum", limits.get(0));
        out.put("maximum", limits.get(1));
      }
      case Constraint.GreaterThan greater -> out.put("exclusiveMinimum", greater.argument());
      case Constraint.Length(Constraint.Compare compare, int limit, boolean _) -> {
        if (compare != Constraint.Compare.MAX) {
          out.put(isText ? "minLength" : "minItems", (long) limit);
        }
        if (compare != Constraint.Compare.MIN) {
          out.put(isText ? "maxLength" : "maxItems", (long) limit);
        }
      }
      case Constraint.StartsWith(String prefix) -> out.put("pattern", "^" + escaped(prefix));
      case Constraint.Uuid _ -> out.put("format", "uuid");
      case Constraint.IsRegex _ -> out.put("format", "regex");
      case Constraint.Eq(Object value) -> out.put("const", value);
      case Constraint.Contains(Object value) -> out.put("contains", Map.of("const", value));
      default -> {
        if (constraint.described()) {
          out.put("x-" + constraint.key().replace('_', '-'), constraint.argument());
        }
      }
    }
  }

  private static String escaped(String text) {
    return Pattern.compile("[\\\\^$.|?*+()\\[\\]{}/]").matcher(text).replaceAll("\\\\$0");
  }
}
