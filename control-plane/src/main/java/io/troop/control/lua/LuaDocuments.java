package io.troop.control.lua;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Documents in untyped form as values of Lua, and back. *Stateless.*
final class LuaDocuments {

  /// JSON's null, which a table of Lua can't hold as nil.
  static final LuaValue NULL = new LuaUserdata("null");

  private static final int MAX_DEPTH = 60;
  private static final double EXACT = 1L << 53;

  private LuaDocuments() {}

  static LuaString text(String text) {
    // Not LuaString.valueOf(String), which writes characters beyond the first 65,536 as surrogates.
    return LuaString.valueOf(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(LuaValue text) {
    return text instanceof LuaString bytes
        ? new String(bytes.m_bytes, bytes.m_offset, bytes.m_length, StandardCharsets.UTF_8)
        : text.tojstring();
  }

  static LuaValue toLua(@Nullable Object value) {
    return switch (value) {
      case null -> NULL;
      case String text -> text(text);
      case Boolean truth -> LuaValue.valueOf(truth);
      case Number number -> LuaValue.valueOf(number.doubleValue());
      case List<?> list -> {
        LuaTable table = new LuaTable();
        for (int i = 0; i < list.size(); i++) {
          table.rawset(i + 1, toLua(list.get(i)));
        }
        yield table;
      }
      case Map<?, ?> map -> {
        LuaTable table = new LuaTable();
        map.forEach((key, inner) -> table.rawset(text(String.valueOf(key)), toLua(inner)));
        yield table;
      }
      default ->
          throw new IllegalArgumentException(
              value.getClass().getName() + " (expected: a value of a document)");
    };
  }

  /// @return null for nil and for JSON's null; an empty table is an empty map
  /// @throws LuaError for functions, and for tables that are too deep or contain themselves
  static @Nullable Object toDocument(LuaValue value) {
    return toDocument(value, 0);
  }

  private static @Nullable Object toDocument(LuaValue value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new LuaError("a table that contains itself, or nests too deep");
    }
    return switch (value) {
      case LuaString text -> text((LuaValue) text);
      case LuaNumber number -> number(number.todouble());
      case LuaBoolean truth -> truth.v;
      case LuaTable table -> table(table, depth);
      case LuaValue other when other.isnil() || other.eq_b(NULL) -> null;
      default -> throw new LuaError("a value of type " + value.typename());
    };
  }

  static Object number(double value) {
    return value == Math.rint(value) && Math.abs(value) <= EXACT
        ? (Object) (long) value
        : (Object) value;
  }

  private static Object table(LuaTable table, int depth) {
    int length = table.rawlen();
    if (length > 0 && size(table) == length) {
      List<@Nullable Object> out = new ArrayList<>();
      for (int i = 1; i <= length; i++) {
        out.add(toDocument(table.rawget(i), depth + 1));
      }
      return out;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (Varargs entry = table.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = table.next(entry.arg1())) {
      Meter.current().charge(1);
      out.put(text(BaseFunctions.text(entry.arg1())), toDocument(entry.arg(2), depth + 1));
    }
    return out;
  }

  private static int size(LuaTable table) {
    int size = 0;
    for (Varargs entry = table.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = table.next(entry.arg1())) {
      Meter.current().charge(1);
      size++;
    }
    return size;
  }
}
