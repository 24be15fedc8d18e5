package io.troop.control.lua;

import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.LuaPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/// Reads the rules for one value out of the table of a field or of a condition. *Confined to one
/// reading.*
final class ConstraintReader {

  private final LuaProgram program;
  private final SchemaProblems problems;

  ConstraintReader(LuaProgram program, SchemaProblems problems) {
    this.program = program;
    this.problems = problems;
  }

  /// @param keys the way from the schema's table to this one, for functions
  List<Constraint> read(LuaTable table, String path, List<Object> keys) {
    List<Constraint> out = new ArrayList<>();
    for (String key : Constraint.ORDER) {
      LuaValue value = table.get(key);
      if (!value.isnil()) {
        try {
          add(key, value, keys, out::add);
        } catch (LuaError | IllegalArgumentException e) {
          problems.add(path + "." + key, String.valueOf(e.getMessage()));
        }
      }
    }
    return out;
  }

  private void add(String key, LuaValue value, List<Object> keys, Consumer<Constraint> to) {
    switch (key) {
      case "eq" -> to.accept(new Constraint.Eq(LuaDocuments.toDocument(value)));
      case "ne" -> to.accept(new Constraint.Ne(LuaDocuments.toDocument(value)));
      case "not_one_of" -> to.accept(new Constraint.NotOneOf(objects(value)));
      case "one_of" -> to.accept(new Constraint.OneOf(objects(value)));
      case "gt" -> to.accept(new Constraint.GreaterThan(value.checkdouble()));
      case "timestamp" -> onlyIf(value, new Constraint.Timestamp(), to);
      case "uuid" -> onlyIf(value, new Constraint.Uuid(), to);
      case "is_regex" -> onlyIf(value, new Constraint.IsRegex(), to);
      case "between" -> to.accept(between(value.checktable()));
      case "len_eq" -> to.accept(new Constraint.Length(Constraint.Compare.EQ, value.checkint()));
      case "len_min" -> to.accept(new Constraint.Length(Constraint.Compare.MIN, value.checkint()));
      case "len_max" -> to.accept(new Constraint.Length(Constraint.Compare.MAX, value.checkint()));
      case "starts_with" -> to.accept(new Constraint.StartsWith(text(value)));
      case "not_match" -> to.accept(new Constraint.Match(pattern(value), false));
      case "match" -> to.accept(new Constraint.Match(pattern(value), true));
      case "match_none" -> to.accept(new Constraint.MatchAll(rules(value), false));
      case "match_all" -> to.accept(new Constraint.MatchAll(rules(value), true));
      case "match_any" -> to.accept(matchAny(value.checktable()));
      case "contains" -> to.accept(new Constraint.Contains(object(value)));
      case "custom_validator" -> to.accept(custom(value, keys));
      case "mutually_exclusive_subsets" -> to.accept(subsets(value.checktable()));
      default -> throw new LuaError("unknown rule");
    }
  }

  private static void onlyIf(LuaValue wanted, Constraint constraint, Consumer<Constraint> to) {
    if (wanted.toboolean()) {
      to.accept(constraint);
    }
  }

  private Constraint custom(LuaValue function, List<Object> keys) {
    if (function instanceof NativeValidator known) {
      return new Constraint.Custom(known.validator());
    }
    LuaCall call = new LuaCall(program, with(keys, "custom_validator"));
    return new Constraint.Custom(call::violation);
  }

  private static Constraint between(LuaTable limits) {
    if (!(limits.get(1) instanceof LuaNumber min) || !(limits.get(2) instanceof LuaNumber max)) {
      throw new LuaError("expected two numbers");
    }
    return new Constraint.Between(min.todouble(), max.todouble());
  }

  private static LuaPattern pattern(LuaValue value) {
    return LuaPattern.of(text(value));
  }

  private static List<Constraint.Rule> rules(LuaValue value) {
    List<Constraint.Rule> out = new ArrayList<>();
    for (LuaValue each : elements(value)) {
      LuaTable rule = each.checktable();
      LuaValue message = rule.get("err");
      String source = text(rule.get("pattern"));
      out.add(
          new Constraint.Rule(
              source, message.isnil() ? "invalid value: " + source : text(message)));
    }
    return out;
  }

  private static Constraint matchAny(LuaTable table) {
    List<LuaPattern> patterns =
        elements(table.get("patterns")).stream().map(ConstraintReader::pattern).toList();
    LuaValue message = table.get("err");
    return new Constraint.MatchAny(
        patterns, message.isnil() ? "no pattern matches" : text(message));
  }

  private static Constraint subsets(LuaTable table) {
    return new Constraint.ExclusiveSubsets(
        elements(table).stream().map(ConstraintReader::texts).toList());
  }

  private static Object object(LuaValue value) {
    Object document = LuaDocuments.toDocument(value);
    if (document == null) {
      throw new LuaError("expected a value");
    }
    return document;
  }

  private static List<Object> objects(LuaValue value) {
    return elements(value).stream().map(ConstraintReader::object).toList();
  }

  static String text(LuaValue value) {
    if (value.type() != LuaValue.TSTRING) {
      throw new LuaError("expected a string");
    }
    return LuaDocuments.text(value);
  }

  static List<String> texts(LuaValue value) {
    return elements(value).stream().map(ConstraintReader::text).toList();
  }

  /// The elements of a list.
  static List<LuaValue> elements(LuaValue value) {
    if (!(value instanceof LuaTable table)) {
      throw new LuaError("expected an array");
    }
    List<LuaValue> out = new ArrayList<>();
    for (int i = 1; i <= table.length(); i++) {
      Meter.current().charge(1);
      out.add(table.get(i));
    }
    return out;
  }

  static List<Object> with(List<Object> keys, Object... more) {
    List<Object> out = new ArrayList<>(keys);
    out.addAll(List.of(more));
    return out;
  }
}
