package io.troop.control.lua;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// What the table of a field may say, and for which types. *Stateless.* Names and messages are
/// those of Kong's schema of schemas (`db/schema/metaschema.lua`).
final class Attributes {

  private enum Shape {
    BOOLEAN("expected a boolean"),
    STRING("expected a string"),
    NUMBER("expected a number"),
    INTEGER("expected an integer"),
    FUNCTION("expected a function"),
    TABLE("expected a table"),
    ANY("");

    private final String expectation;

    Shape(String expectation) {
      this.expectation = expectation;
    }

    boolean fits(LuaValue value) {
      return switch (this) {
        case BOOLEAN -> value.isboolean();
        case STRING -> value.type() == LuaValue.TSTRING;
        case NUMBER -> value instanceof LuaNumber;
        case INTEGER ->
            value instanceof LuaNumber number && number.todouble() == Math.rint(number.todouble());
        case FUNCTION -> value.isfunction();
        case TABLE -> value.istable();
        case ANY -> true;
      };
    }
  }

  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          entry("type", Shape.STRING),
          entry("required", Shape.BOOLEAN),
          entry("reference", Shape.STRING),
          entry("description", Shape.STRING),
          entry("examples", Shape.TABLE),
          entry("auto", Shape.BOOLEAN),
          entry("unique", Shape.BOOLEAN),
          entry("unique_across_ws", Shape.BOOLEAN),
          entry("on_delete", Shape.STRING),
          entry("default", Shape.ANY),
          entry("abstract", Shape.BOOLEAN),
          entry("generate_admin_api", Shape.BOOLEAN),
          entry("immutable", Shape.BOOLEAN),
          entry("err", Shape.STRING),
          entry("encrypted", Shape.BOOLEAN),
          entry("referenceable", Shape.BOOLEAN),
          entry("legacy", Shape.BOOLEAN),
          entry("indexed", Shape.BOOLEAN),
          entry("json_schema", Shape.TABLE),
          entry("transient", Shape.BOOLEAN),
          entry("deprecation", Shape.TABLE),
          entry("between", Shape.TABLE),
          entry("eq", Shape.ANY),
          entry("ne", Shape.ANY),
          entry("gt", Shape.NUMBER),
          entry("len_eq", Shape.INTEGER),
          entry("len_min", Shape.INTEGER),
          entry("len_max", Shape.INTEGER),
          entry("match", Shape.STRING),
          entry("not_match", Shape.STRING),
          entry("match_all", Shape.TABLE),
          entry("match_none", Shape.TABLE),
          entry("match_any", Shape.TABLE),
          entry("starts_with", Shape.STRING),
          entry("one_of", Shape.TABLE),
          entry("not_one_of", Shape.TABLE),
          entry("contains", Shape.ANY),
          entry("is_regex", Shape.BOOLEAN),
          entry("timestamp", Shape.BOOLEAN),
          entry("uuid", Shape.BOOLEAN),
          entry("custom_validator", Shape.FUNCTION),
          entry("mutually_exclusive_subsets", Shape.TABLE),
          entry("elements", Shape.TABLE),
          entry("keys", Shape.TABLE),
          entry("values", Shape.TABLE),
          entry("fields", Shape.TABLE),
          entry("entity_checks", Shape.TABLE),
          entry("shorthand_fields", Shape.TABLE));

  private static final Set<String> OF_SHORTHANDS = Set.of("func", "translate_backwards");

  private static final Set<String> NUMBERS = Set.of("number", "integer");
  private static final Set<String> SCALARS = Set.of("string", "number", "integer");
  private static final Set<String> KEYS = Set.of("string", "number", "integer", "foreign");

  private static final Map<String, Set<String>> TYPES =
      Map.ofEntries(
          entry("between", NUMBERS),
          entry("len_eq", Set.of("array", "set", "string", "map")),
          entry("match", Set.of("string")),
          entry("one_of", SCALARS),
          entry("contains", Set.of("array", "set")),
          entry("is_regex", Set.of("string")),
          entry("timestamp", NUMBERS),
          entry("uuid", Set.of("string")),
          entry("unique", KEYS),
          entry("unique_across_ws", KEYS),
          entry("json_schema", Set.of("json")),
          entry("abstract", Set.of("string", "number", "integer", "record", "array", "set", "map")),
          entry("transient", Set.of("string", "number", "integer", "array", "set", "boolean")));

  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "array", List.of("elements"),
          "set", List.of("elements"),
          "map", List.of("keys", "values"),
          "record", List.of("fields"),
          "json", List.of("json_schema"));

  static final Set<String> TYPE_WORDS =
      Set.of(
          "array", "set", "string", "number", "boolean", "integer", "foreign", "map", "record",
          "json");

  private Attributes() {}

  /// Whether the table of a field says what it has to, and nothing it may not.
  static boolean check(LuaTable field, String path, boolean isShorthand, SchemaProblems problems) {
    int before = problems.found().size();
    for (Varargs entry = field.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = field.next(entry.arg1())) {
      Meter.current().charge(1);
      String name = LuaDocuments.text(BaseFunctions.text(entry.arg1()));
      if (isShorthand && OF_SHORTHANDS.contains(name)) {
        continue;
      }
      Shape shape = SHAPES.get(name);
      if (shape == null) {
        problems.add(path + "." + name, "unknown field");
      } else if (!shape.fits(entry.arg(2))) {
        problems.add(path + "." + name, shape.expectation);
      }
    }
    String type = field.get("type").isstring() ? field.get("type").tojstring() : "";
    if (type.isEmpty()) {
      problems.add(path, "missing type declaration");
    } else if (!TYPE_WORDS.contains(type)) {
      problems.add(
          path + ".type",
          "expected one of: " + String.join(", ", TYPE_WORDS.stream().sorted().toList()));
    } else {
      checkType(field, type, path, problems);
    }
    return problems.found().size() == before;
  }

  private static void checkType(LuaTable field, String type, String path, SchemaProblems problems) {
    boolean isAbstract = type.equals("record") && field.get("abstract").toboolean();
    if (!isAbstract) {
      for (String needed : NEEDED.getOrDefault(type, List.of())) {
        if (field.get(needed).isnil()) {
          problems.add(path, "field of type '" + type + "' must declare '" + needed + "'");
        }
      }
    }
    TYPES.forEach((attribute, types) -> {
      if (!field.get(attribute).isnil() && !types.contains(type)) {
        problems.add(
            path, "field of type '" + type + "' cannot have attribute '" + attribute + "'");
      }
    });
  }
}
