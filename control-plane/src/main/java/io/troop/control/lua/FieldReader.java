package io.troop.control.lua;

import static io.troop.control.lua.ConstraintReader.text;
import static io.troop.control.lua.ConstraintReader.texts;
import static io.troop.control.lua.ConstraintReader.with;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Deprecation;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Shorthand;
import io.troop.plugin.schema.Trait;
import io.troop.plugin.schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Reads the tables of fields into the engine's model. *Confined to one reading*, on the thread of
/// the run that made the tables.
final class FieldReader {

  private static final int MAX_DEPTH = 40;

  private final LuaProgram program;
  private final SchemaProblems problems;
  private final ConstraintReader constraints;
  private final CheckReader checks;
  private int depth;

  FieldReader(LuaProgram program, SchemaProblems problems) {
    this.program = program;
    this.problems = problems;
    this.constraints = new ConstraintReader(program, problems);
    this.checks = new CheckReader(program, this, problems);
  }

  /// A list of `{ name = { … } }`.
  ///
  /// @param required whether records among them have to be there unless they say otherwise
  List<Field> fields(LuaValue list, String path, List<Object> keys, boolean required) {
    List<Field> out = new ArrayList<>();
    int position = 0;
    for (LuaValue each : ConstraintReader.elements(list)) {
      position++;
      if (!(each instanceof LuaTable entry)) {
        problems.add(path, "each entry in fields must be a sub-table");
        return out;
      }
      Varargs first = entry.next(LuaValue.NIL);
      if (first.arg1().isnil()) {
        problems.add(path, "field entry table is empty");
        return out;
      }
      if (first.arg1().type() != LuaValue.TSTRING) {
        problems.add(path, "each key in fields must be a string");
        return out;
      }
      String name = text(first.arg1());
      if (!(first.arg(2) instanceof LuaTable field)) {
        problems.add(path + "." + name, "'" + name + "' must be a table");
      } else if (!entry.next(first.arg1()).arg1().isnil()) {
        problems.add(path + "." + name, "length must be 1 (one field in each entry)");
      } else {
        Field read =
            field(name, field, path + "." + name, with(keys, position, name), required, false);
        if (read != null) {
          out.add(read);
        }
      }
    }
    return out;
  }

  /// The unnamed part of another field.
  @Nullable Field part(LuaTable table, String path, List<Object> keys) {
    return field("", table, path, keys, false, false);
  }

  List<Constraint> constraints(LuaTable table, String path) {
    return constraints.read(table, path, List.of());
  }

  List<Check> checks(LuaValue list, String path, List<Object> keys) {
    return checks.read(list, path, keys);
  }

  private @Nullable Field field(
      String name,
      LuaTable table,
      String path,
      List<Object> keys,
      boolean required,
      boolean isShorthand) {
    if (++depth > MAX_DEPTH) {
      throw new LuaError(path + ": a table that contains itself, or nests too deep");
    }
    try {
      if (!Attributes.check(table, path, isShorthand, problems)) {
        return null;
      }
      Type type = type(table, path, keys, required);
      if (type == null) {
        return null;
      }
      Field field = Field.of(name, type).required(isRequired(table, required));
      field = field.with(constraints.read(table, path, keys).toArray(Constraint[]::new));
      for (Trait trait : Trait.values()) {
        if (table.get(trait.name().toLowerCase(Locale.ROOT)).toboolean()) {
          field = field.with(trait);
        }
      }
      LuaValue preset = table.get("default");
      if (!preset.isnil()) {
        field = field.preset(Presets.fitting(type, LuaDocuments.toDocument(preset)));
      }
      return described(field, table);
    } catch (LuaError e) {
      problems.add(path, LuaDocuments.text(BaseFunctions.message(e)));
      return null;
    } finally {
      depth--;
    }
  }

  private static boolean isRequired(LuaTable table, boolean recordsAre) {
    LuaValue said = table.get("required");
    return said.isnil()
        ? recordsAre && table.get("type").tojstring().equals("record")
        : said.toboolean();
  }

  private static Field described(Field field, LuaTable table) {
    Field out = field;
    if (table.get("description").isstring()) {
      out = out.doc(text(table.get("description")));
    }
    if (table.get("err").isstring()) {
      out = out.saying(text(table.get("err")));
    }
    if (table.get("deprecation") instanceof LuaTable deprecation) {
      out =
          out.deprecated(
              new Deprecation(
                  text(deprecation.get("message")),
                  text(deprecation.get("removal_in_version")),
                  replacement(deprecation)));
    }
    return out;
  }

  private static List<String> replacement(LuaTable deprecation) {
    return deprecation.get("replaced_with") instanceof LuaTable list
            && list.get(1) instanceof LuaTable first
        ? texts(first.get("path"))
        : List.of();
  }

  private @Nullable Type type(
      LuaTable table, String path, List<Object> keys, boolean recordsRequired) {
    String word = table.get("type").tojstring();
    return switch (word) {
      case "array" -> {
        Field elements = part(table, "elements", path, keys);
        yield elements == null ? null : new Type.ArrayOf(elements);
      }
      case "set" -> {
        Field elements = part(table, "elements", path, keys);
        yield elements == null ? null : new Type.SetOf(elements);
      }
      case "map" -> {
        Field names = part(table, "keys", path, keys);
        Field values = part(table, "values", path, keys);
        yield names == null || values == null ? null : new Type.MapOf(names, values);
      }
      case "record" -> new Type.RecordOf(record(table, path, keys, recordsRequired));
      case "foreign" ->
          new Type.Foreign(
              text(table.get("reference")),
              table.get("on_delete").isnil() ? null : text(table.get("on_delete")));
      default -> Type.Plain.valueOf(word.toUpperCase(Locale.ROOT));
    };
  }

  private @Nullable Field part(LuaTable table, String name, String path, List<Object> keys) {
    return part(table.get(name).checktable(), path + "." + name, with(keys, name));
  }

  private Schema record(LuaTable table, String path, List<Object> keys, boolean required) {
    List<Field> inner =
        table.get("fields").isnil()
            ? List.of()
            : fields(table.get("fields"), path, with(keys, "fields"), required);
    return new Schema(
        "",
        inner,
        checks(table.get("entity_checks"), path + ".entity_checks", with(keys, "entity_checks")),
        shorthands(table.get("shorthand_fields"), path, with(keys, "shorthand_fields")),
        List.of(),
        null,
        false);
  }

  List<Shorthand> shorthands(LuaValue list, String path, List<Object> keys) {
    List<Shorthand> out = new ArrayList<>();
    if (list.isnil()) {
      return out;
    }
    int position = 0;
    for (LuaValue each : ConstraintReader.elements(list)) {
      position++;
      Varargs entry = each.checktable().next(LuaValue.NIL);
      String name = text(entry.arg1());
      LuaTable table = entry.arg(2).checktable();
      List<Object> here = with(keys, position, name);
      String where = path + ".shorthand_fields." + name;
      Field field = field(name, table, where, here, false, true);
      if (!table.get("func").isfunction()) {
        problems.add(where + ".func", "required field missing");
      } else if (field != null) {
        LuaCall call = new LuaCall(program, with(here, "func"));
        LuaValue shown = table.get("translate_backwards");
        List<String> shownFrom = shown.isnil() ? replaced(field) : texts(shown);
        out.add(new Shorthand(field, value -> expand(call, name, value), shownFrom));
      }
    }
    return out;
  }

  private static List<String> replaced(Field field) {
    Deprecation deprecation = field.deprecation();
    return deprecation == null ? List.of() : deprecation.replacedWith();
  }

  private static Map<String, @Nullable Object> expand(
      LuaCall call, String name, @Nullable Object value) {
    try {
      List<@Nullable Object> arguments = new ArrayList<>();
      arguments.add(value);
      return call.table(arguments);
    } catch (LuaFailure e) {
      throw SchemaViolations.of(name, "the schema's own shorthand failed: " + e.getMessage());
    }
  }
}
