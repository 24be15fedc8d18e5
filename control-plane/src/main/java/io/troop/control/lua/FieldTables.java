package io.troop.control.lua;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import java.util.Locale;
import org.luaj.vm2.LuaTable;

/// Fields of the engine as the tables that define them in Kong's schema language. *Stateless.*
final class FieldTables {

  private FieldTables() {}

  static LuaTable of(Field field) {
    LuaTable out = new LuaTable();
    out.set("type", field.type().word());
    parts(field.type(), out);
    if (field.required()) {
      out.set("required", org.luaj.vm2.LuaValue.TRUE);
    }
    if (field.doc() != null) {
      out.set("description", LuaDocuments.text(field.doc()));
    }
    if (field.preset() instanceof Field.Preset(Object value)) {
      out.set("default", LuaDocuments.toLua(value));
    }
    for (Constraint constraint : field.constraints()) {
      if (constraint instanceof Constraint.Custom(var validator)) {
        out.set(constraint.key(), new NativeValidator(validator));
      } else if (constraint.described()) {
        out.set(constraint.key(), LuaDocuments.toLua(constraint.argument()));
      }
    }
    for (Trait trait : field.traits()) {
      out.set(trait.name().toLowerCase(Locale.ROOT), org.luaj.vm2.LuaValue.TRUE);
    }
    return out;
  }

  private static void parts(Type type, LuaTable out) {
    switch (type) {
      case Type.ArrayOf(Field elements) -> out.set("elements", of(elements));
      case Type.SetOf(Field elements) -> out.set("elements", of(elements));
      case Type.MapOf(Field keys, Field values) -> {
        out.set("keys", of(keys));
        out.set("values", of(values));
      }
      case Type.RecordOf(Schema schema) -> record(schema, out);
      case Type.Foreign(String reference, String onDelete) -> {
        out.set("reference", reference);
        if (onDelete != null) {
          out.set("on_delete", onDelete);
        }
      }
      case Type.Plain _ -> {}
    }
  }

  private static void record(Schema schema, LuaTable out) {
    LuaTable fields = new LuaTable();
    for (Field field : schema.fields()) {
      LuaTable entry = new LuaTable();
      entry.set(field.name(), of(field));
      fields.set(fields.length() + 1, entry);
    }
    out.set("fields", fields);
    if (!schema.checks().isEmpty()) {
      out.set(
          "entity_checks",
          LuaDocuments.toLua(schema.checks().stream().map(Check::describe).toList()));
    }
  }
}
