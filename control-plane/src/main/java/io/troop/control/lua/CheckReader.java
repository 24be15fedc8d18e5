package io.troop.control.lua;

import static io.troop.control.lua.ConstraintReader.text;
import static io.troop.control.lua.ConstraintReader.texts;
import static io.troop.control.lua.ConstraintReader.with;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Reads the rules across fields (`entity_checks`) of a record or of a whole schema. *Confined to
/// one reading.*
final class CheckReader {

  private final LuaProgram program;
  private final FieldReader fields;
  private final SchemaProblems problems;

  CheckReader(LuaProgram program, FieldReader fields, SchemaProblems problems) {
    this.program = program;
    this.fields = fields;
    this.problems = problems;
  }

  List<Check> read(LuaValue list, String path, List<Object> keys) {
    List<Check> out = new ArrayList<>();
    if (list.isnil()) {
      return out;
    }
    int position = 0;
    for (LuaValue each : ConstraintReader.elements(list)) {
      position++;
      String where = path + "[" + position + "]";
      try {
        Varargs entry = each.checktable().next(LuaValue.NIL);
        String name = text(entry.arg1());
        if (!each.checktable().next(entry.arg1()).arg1().isnil()) {
          throw new LuaError("exactly one of these fields must be non-empty: the names of checks");
        }
        out.add(check(name, entry.arg(2).checktable(), where + "." + name, with(keys, position)));
      } catch (LuaError e) {
        problems.add(where, LuaDocuments.text(BaseFunctions.message(e)));
      }
    }
    return out;
  }

  private Check check(String name, LuaTable table, String path, List<Object> keys) {
    return switch (name) {
      case "at_least_one_of" -> Check.atLeastOneOf(texts(table).toArray(String[]::new));
      case "only_one_of" -> new Check.OnlyOneOf(texts(table));
      case "distinct" -> new Check.Distinct(texts(table));
      case "mutually_required" -> new Check.MutuallyRequired(texts(table));
      case "mutually_exclusive" -> new Check.MutuallyExclusive(texts(table));
      case "mutually_exclusive_sets" ->
          new Check.MutuallyExclusiveSets(texts(table.get("set1")), texts(table.get("set2")));
      case "conditional" -> conditional(table, path);
      case "conditional_at_least_one_of" -> conditionalAtLeastOneOf(table, path);
      case "custom_entity_check" -> {
        LuaCall call = new LuaCall(program, with(keys, name, "fn"));
        if (!table.get("fn").isfunction()) {
          throw new LuaError("custom_entity_check.fn: expected a function");
        }
        yield new Check.Custom(
            texts(table.get("field_sources")),
            table.get("run_with_missing_fields").toboolean(),
            call::violationOf);
      }
      default -> throw new LuaError("unknown entity check: " + name);
    };
  }

  private Check conditional(LuaTable table, String path) {
    String ifField = text(table.get("if_field"));
    LuaValue error = table.get("then_err");
    return new Check.Conditional(
        ifField,
        match(table.get("if_match"), path + ".if_match"),
        text(table.get("then_field")),
        match(table.get("then_match"), path + ".then_match"),
        error.isnil() ? null : text(error).replace("%s", ifField));
  }

  private Check conditionalAtLeastOneOf(LuaTable table, String path) {
    LuaValue elseMatch = table.get("else_match");
    return new Check.ConditionalAtLeastOneOf(
        text(table.get("if_field")),
        match(table.get("if_match"), path + ".if_match"),
        texts(table.get("then_at_least_one_of")),
        message(table.get("then_err")),
        elseMatch.isnil() ? null : match(elseMatch, path + ".else_match"),
        optional(table.get("else_then_at_least_one_of"), ConstraintReader::texts, List.of()),
        elseMatch.isnil() ? null : message(table.get("else_then_err")));
  }

  private static String message(LuaValue given) {
    return optional(
        given, ConstraintReader::text, "at least one of these fields must be non-empty: %s");
  }

  private static <T> T optional(LuaValue value, Function<LuaValue, T> read, T otherwise) {
    return value.isnil() ? otherwise : read.apply(value);
  }

  private Match match(LuaValue value, String path) {
    LuaTable table = value.checktable();
    LuaValue required = table.get("required");
    LuaValue elements = table.get("elements");
    @Nullable Field element =
        elements.isnil()
            ? null
            : fields.part(withType(elements.checktable()), path + ".elements", List.of());
    return new Match(
        required.isnil() ? null : required.toboolean(), fields.constraints(table, path), element);
  }

  /// In a condition the type of elements need not be said: it is that of texts.
  private static LuaTable withType(LuaTable elements) {
    if (elements.get("type").isnil()) {
      elements.set("type", "string");
    }
    return elements;
  }
}
