package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A schema as Kong's `/schemas/…` answers it. *Stateless.*
final class Description {

  private Description() {}

  static Map<String, @Nullable Object> of(Schema schema) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("fields", fields(schema.fields()));
    out.put("entity_checks", schema.checks().stream().map(Check::describe).toList());
    return out;
  }

  private static List<Map<String, @Nullable Object>> fields(List<Field> fields) {
    List<Map<String, @Nullable Object>> out = new ArrayList<>();
    for (Field field : fields) {
      if (field.has(Trait.UNTOLD)) {
        continue;
      }
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put(field.name(), of(field));
      out.add(entry);
    }
    return out;
  }

  static Map<String, @Nullable Object> of(Field field) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("type", field.type().word());
    parts(field.type(), field, out);
    if (field.doc() != null) {
      out.put("description", field.doc());
    }
    if (field.required()) {
      out.put("required", true);
    } else if (field.has(Trait.NOT_REQUIRED)) {
      out.put("required", false);
    }
    if (field.preset() != null) {
      out.put("default", field.preset().value());
    }
    for (Constraint constraint : field.constraints()) {
      if (constraint.described()) {
        out.put(constraint.key(), constraint.argument());
      }
    }
    for (Trait trait : Trait.values()) {
      if (field.has(trait) && trait != Trait.NOT_REQUIRED) {
        out.put(trait.word(), true);
      }
    }
    if (field.message() != null) {
      out.put("err", field.message());
    }
    if (field.deprecation() != null) {
      out.put("deprecation", field.deprecation().describe());
    }
    return out;
  }

  private static void parts(Type type, Field field, Map<String, @Nullable Object> out) {
    switch (type) {
      case Type.ArrayOf(Field elements) -> out.put("elements", of(elements));
      case Type.SetOf(Field elements) -> out.put("elements", of(elements));
      case Type.MapOf(Field keys, Field values) -> {
        out.put("keys", of(keys));
        out.put("values", of(values));
      }
      case Type.RecordOf(Schema schema) -> {
        if (!field.has(Trait.ABSTRACT)) {
          record(schema, out);
        }
      }
      case Type.Foreign(String reference, String onDelete) -> {
        out.put("reference", reference);
        if (onDelete != null) {
          out.put("on_delete", onDelete);
        }
      }
      case Type.Plain _ -> {}
    }
  }

  private static void record(Schema schema, Map<String, @Nullable Object> out) {
    out.put("fields", fields(schema.fields()));
    if (!schema.checks().isEmpty()) {
      out.put("entity_checks", schema.checks().stream().map(Check::describe).toList());
    }
    if (!schema.shorthands().isEmpty()) {
      out.put("shorthand_fields", schema.shorthands().stream().map(Description::of).toList());
    }
  }

  private static Map<String, @Nullable Object> of(Shorthand shorthand) {
    Map<String, @Nullable Object> body = of(shorthand.field());
    if (!shorthand.shownFrom().isEmpty() && !shorthand.isDeprecated()) {
      body.put("translate_backwards", shorthand.shownFrom());
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put(shorthand.field().name(), body);
    return out;
  }
}
