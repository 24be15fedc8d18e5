package io.troop.control.lua;

import java.io.ByteArrayOutputStream;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TableLib;

/// Lua's `table` library, with what can grow without end bounded. *Without state.*
final class TableFunctions {

  private TableFunctions() {}

  static LuaTable table() {
    Globals source = new Globals();
    LuaTable loaded = new LuaTable();
    loaded.set("loaded", new LuaTable());
    source.set("package", loaded);
    source.load(new TableLib());
    LuaTable all = source.get("table").checktable();
    LuaTable out = new LuaTable();
    for (String name : new String[] {"insert", "remove", "sort"}) {
      LuaValue function = all.get(name);
      out.set(
          name,
          new LibraryFunction(arguments -> {
            chargeLength(arguments.checktable(1), name.equals("sort") ? 20 : 1);
            return function.invoke(arguments);
          }));
    }
    out.set("concat", new LibraryFunction(TableFunctions::concat));
    out.set("unpack", new LibraryFunction(TableFunctions::unpack));
    out.set("getn", new LibraryFunction(a -> LuaValue.valueOf(a.checktable(1).length())));
    out.set("maxn", new LibraryFunction(TableFunctions::maxn));
    return out;
  }

  /// The work of moving or comparing elements.
  private static void chargeLength(LuaTable table, int factor) {
    Meter.current().charge(1L + (long) table.length() * factor / 8);
  }

  static Varargs unpack(Varargs arguments) {
    LuaTable table = arguments.checktable(1);
    int from = arguments.optint(2, 1);
    int to = arguments.optint(3, table.length());
    long count = Math.max(0, (long) to - from + 1);
    BaseFunctions.checkCount(count);
    LuaValue[] out = new LuaValue[(int) count];
    for (int i = 0; i < count; i++) {
      out[i] = table.get(from + i);
    }
    return LuaValue.varargsOf(out);
  }

  private static Varargs concat(Varargs arguments) {
    LuaTable table = arguments.checktable(1);
    LuaString separator =
        arguments.isnoneornil(2) ? LuaValue.EMPTYSTRING : StringFunctions.text(arguments, 2);
    int from = arguments.optint(3, 1);
    int to = arguments.optint(4, table.length());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long i = from; i <= to; i++) {
      LuaValue value = table.get((int) i);
      LuaString text = value instanceof LuaNumber number ? LuaNumbers.text(number) : null;
      if (text == null && value instanceof LuaString already) {
        text = already;
      }
      if (text == null) {
        throw new LuaError(
            "invalid value (" + value.typename() + ") at index " + i + " in table for 'concat'");
      }
      Meter.current().chargeText(out.size(), (long) text.m_length + separator.m_length);
      out.write(text.m_bytes, text.m_offset, text.m_length);
      if (i < to) {
        out.write(separator.m_bytes, separator.m_offset, separator.m_length);
      }
    }
    return LuaString.valueOf(out.toByteArray());
  }

  private static Varargs maxn(Varargs arguments) {
    LuaTable table = arguments.checktable(1);
    double max = 0;
    for (LuaValue key : table.keys()) {
      Meter.current().charge(1);
      if (key instanceof LuaNumber number) {
        max = Math.max(max, number.todouble());
      }
    }
    return LuaValue.valueOf(max);
  }
}
