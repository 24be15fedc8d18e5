package io.troop.control.lua;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// A function somewhere in the table that a schema's program returns. Each call runs the program
/// afresh, so that a check can't remember the documents of others. *Immutable and thread-safe.*
///
/// @param path the keys that lead from the table to the function: texts and, in lists, numbers
record LuaCall(LuaProgram program, List<Object> path) {

  LuaCall {
    path = List.copyOf(path);
  }

  /// Of a function that answers true, or nil and what is wrong: what is wrong, or null.
  @Nullable String violation(@Nullable Object value) {
    try {
      return program.run(
          result -> outcome(function(result).invoke(LuaDocuments.toLua(value)), value));
    } catch (LuaFailure e) {
      return "the schema's own check failed: " + e.getMessage();
    }
  }

  /// The same for a function that gets some fields of an entity, by their paths.
  @Nullable String violationOf(Map<String, @Nullable Object> fields) {
    return violation(nested(fields));
  }

  /// Of a function that answers a table: its members; none for nil.
  ///
  /// @throws LuaFailure when it fails
  Map<String, @Nullable Object> table(List<? extends @Nullable Object> arguments)
      throws LuaFailure {
    Map<String, @Nullable Object> members =
        program.run(result -> {
          LuaValue[] values = new LuaValue[arguments.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = LuaDocuments.toLua(arguments.get(i));
          }
          LuaValue answer = function(result).invoke(LuaValue.varargsOf(values)).arg1();
          Map<String, @Nullable Object> out = new LinkedHashMap<>();
          if (LuaDocuments.toDocument(answer) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> out.put((String) name, value));
          }
          return out;
        });
    return Objects.requireNonNull(members);
  }

  private LuaValue function(LuaValue result) {
    LuaValue at = result;
    for (Object key : path) {
      at = key instanceof Integer index ? at.get(index) : at.get((String) key);
    }
    if (!at.isfunction()) {
      throw new LuaError("the schema is not the same each time it is run");
    }
    return at;
  }

  private static @Nullable String outcome(Varargs answer, @Nullable Object value) {
    if (answer.arg1().toboolean()) {
      return null;
    }
    LuaValue error = answer.arg(2);
    if (error.isnil()) {
      return "failed validating: " + value;
    }
    return error instanceof LuaTable table ? joined(table) : LuaDocuments.text(error);
  }

  private static String joined(LuaTable errors) {
    List<String> out = new ArrayList<>();
    for (Varargs entry = errors.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = errors.next(entry.arg1())) {
      String text = LuaDocuments.text(BaseFunctions.text(entry.arg(2)));
      out.add(
          entry.arg1().isnumber()
              ? text
              : LuaDocuments.text(BaseFunctions.text(entry.arg1())) + ": " + text);
    }
    return String.join("; ", out);
  }

  /// `{"a.b": 1}` as `{"a": {"b": 1}}`.
  private static Map<String, @Nullable Object> nested(Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    fields.forEach((path, value) -> put(out, path, value));
    return out;
  }

  @SuppressWarnings("unchecked") // only this method puts maps of this kind on a path
  private static void put(Map<String, @Nullable Object> into, String path, @Nullable Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      into.put(path, value);
      return;
    }
    Object inner =
        into.computeIfAbsent(
            path.substring(0, dot), _ -> new LinkedHashMap<String, @Nullable Object>());
    if (inner instanceof Map<?, ?> map) {
      put((Map<String, @Nullable Object>) map, path.substring(dot + 1), value);
    }
  }
}
