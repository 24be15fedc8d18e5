package io.troop.control.lua;

import java.io.ByteArrayOutputStream;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Lua's `string.gsub`. *Confined to one call.*
final class Substitution {

  private final PatternSearch search;
  private final LuaValue replacement;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Substitution(PatternSearch search, LuaValue replacement) {
    this.search = search;
    this.replacement = replacement;
  }

  static Varargs gsub(Varargs arguments) {
    LuaString text = StringFunctions.text(arguments, 1);
    LuaValue replacement = arguments.arg(3);
    if (replacement instanceof LuaNumber number) {
      replacement = LuaNumbers.text(number);
    }
    if (!(replacement.isstring() || replacement.istable() || replacement.isfunction())) {
      throw new LuaError(
          "bad argument #3 to 'gsub' (string/function/table expected, got "
              + replacement.typename()
              + ")");
    }
    int limit = arguments.optint(4, Integer.MAX_VALUE);
    PatternSearch search = new PatternSearch(text, StringFunctions.text(arguments, 2));
    return new Substitution(search, replacement).run(limit);
  }

  private Varargs run(int limit) {
    int count = 0;
    int at = 0;
    while (count < limit) {
      int end = search.matchAt(at);
      if (end >= 0) {
        count++;
        replace(at, end);
      }
      if (end > at) {
        at = end;
      } else if (at < search.textLength()) {
        write(search.slice(at, at + 1));
        at++;
      } else {
        break;
      }
      if (search.isAnchored()) {
        break;
      }
    }
    write(search.slice(Math.min(at, search.textLength()), search.textLength()));
    return LuaValue.varargsOf(LuaString.valueOf(out.toByteArray()), LuaValue.valueOf(count));
  }

  private void write(LuaString part) {
    Meter.current().chargeText(out.size(), part.m_length);
    out.write(part.m_bytes, part.m_offset, part.m_length);
  }

  private void replace(int start, int end) {
    if (replacement instanceof LuaString template) {
      expand(template, start, end);
      return;
    }
    LuaValue value =
        replacement instanceof LuaTable table
            ? table.get(search.capture(0, start, end))
            : replacement.invoke(search.captured(start, end)).arg1();
    if (!value.toboolean()) {
      write(search.slice(start, end));
    } else if (value instanceof LuaNumber number) {
      write(LuaNumbers.text(number));
    } else if (value instanceof LuaString text) {
      write(text);
    } else {
      throw new LuaError("invalid replacement value (a " + value.typename() + ")");
    }
  }

  private void expand(LuaString template, int start, int end) {
    for (int i = 0; i < template.m_length; i++) {
      int c = template.luaByte(i);
      int next = c == '%' && i + 1 < template.m_length ? template.luaByte(i + 1) : -1;
      if (next == '0') {
        write(search.slice(start, end));
      } else if (next >= '1' && next <= '9') {
        write(search.capture(next - '1', start, end).checkstring());
      } else {
        write(next >= 0 ? template.substring(i + 1, i + 2) : template.substring(i, i + 1));
      }
      i += next >= 0 ? 1 : 0;
    }
  }
}
