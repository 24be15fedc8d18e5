package io.troop.control.lua;

import java.util.Map;
import java.util.TreeMap;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Lua's `string` library, with patterns and formats as Lua has them, every bit of work charged to
/// the run. *Without state.* In place of LuaJ's, which fails on `%f`, formats fractions wrongly and
/// can be made to run or allocate without end.
final class StringFunctions {

  private static final Map<String, LibraryFunction> ALL = new TreeMap<>();

  static {
    ALL.put("byte", new LibraryFunction(StringFunctions::byteAt));
    ALL.put("char", new LibraryFunction(StringFunctions::fromBytes));
    ALL.put("find", new LibraryFunction(arguments -> find(arguments, true)));
    ALL.put("format", new LibraryFunction(StringFormat::format));
    ALL.put("gmatch", new LibraryFunction(StringFunctions::gmatch));
    ALL.put("gsub", new LibraryFunction(Substitution::gsub));
    ALL.put("len", new LibraryFunction(a -> LuaValue.valueOf(a.checkstring(1).m_length)));
    ALL.put("lower", new LibraryFunction(arguments -> inCase(arguments, 'A', 'Z')));
    ALL.put("match", new LibraryFunction(arguments -> find(arguments, false)));
    ALL.put("rep", new LibraryFunction(StringFunctions::repeat));
    ALL.put("reverse", new LibraryFunction(StringFunctions::reverse));
    ALL.put("sub", new LibraryFunction(StringFunctions::sub));
    ALL.put("upper", new LibraryFunction(arguments -> inCase(arguments, 'a', 'z')));

    // LuaJ keeps the metatable of texts in a static field, so one that runs could change would
    // reach all others: this one answers from the map above, and `__metatable` hides it.
    LuaTable metatable = new LuaTable();
    metatable.set(
        LuaValue.INDEX,
        new LibraryFunction(arguments -> {
          LuaFunction method = ALL.get(arguments.arg(2).tojstring());
          return method == null ? LuaValue.NIL : method;
        }));
    metatable.set(LuaValue.METATABLE, LuaValue.FALSE);
    LuaString.s_metatable = metatable;
  }

  private StringFunctions() {}

  static LuaTable table() {
    LuaTable out = new LuaTable();
    ALL.forEach(out::set);
    return out;
  }

  /// A text argument; numbers are spelled as Lua does.
  static LuaString text(Varargs arguments, int index) {
    LuaValue value = arguments.arg(index);
    return value instanceof LuaNumber number
        ? LuaNumbers.text(number)
        : arguments.checkstring(index);
  }

  /// The index from 0 that a position counts from 1, or from the end when negative.
  private static int start(int position, int length) {
    return position > 0 ? position - 1 : position == 0 ? 0 : Math.max(length + position, 0);
  }

  private static int end(int position, int length) {
    return position >= 0 ? Math.min(position, length) : length + position + 1;
  }

  private static Varargs byteAt(Varargs arguments) {
    LuaString text = text(arguments, 1);
    int first = arguments.optint(2, 1);
    int from = start(first, text.m_length);
    int to = end(arguments.optint(3, first), text.m_length);
    if (from >= to) {
      return LuaValue.NONE;
    }
    BaseFunctions.checkCount(to - from);
    LuaValue[] out = new LuaValue[to - from];
    for (int i = from; i < to; i++) {
      out[i - from] = LuaValue.valueOf(text.luaByte(i));
    }
    return LuaValue.varargsOf(out);
  }

  private static Varargs fromBytes(Varargs arguments) {
    byte[] out = new byte[arguments.narg()];
    for (int i = 0; i < out.length; i++) {
      int code = arguments.checkint(i + 1);
      if (code < 0 || code > 255) {
        throw new LuaError("bad argument #" + (i + 1) + " to 'char' (invalid value)");
      }
      out[i] = (byte) code;
    }
    return LuaString.valueOf(out);
  }

  private static Varargs repeat(Varargs arguments) {
    LuaString text = text(arguments, 1);
    LuaString separator = arguments.isnoneornil(3) ? LuaValue.EMPTYSTRING : text(arguments, 3);
    int count = arguments.checkint(2);
    if (count <= 0) {
      return LuaValue.EMPTYSTRING;
    }
    long length = (long) text.m_length * count + (long) separator.m_length * (count - 1);
    Meter.current().chargeText(length);
    byte[] out = new byte[(int) length];
    int at = 0;
    for (int i = 0; i < count && length > 0; i++) {
      if (i > 0) {
        separator.copyInto(0, out, at, separator.m_length);
        at += separator.m_length;
      }
      text.copyInto(0, out, at, text.m_length);
      at += text.m_length;
    }
    return LuaString.valueOf(out);
  }

  private static Varargs reverse(Varargs arguments) {
    byte[] in = PatternSearch.bytes(text(arguments, 1));
    Meter.current().chargeText(in.length);
    byte[] out = new byte[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = in[in.length - 1 - i];
    }
    return LuaString.valueOf(out);
  }

  private static Varargs sub(Varargs arguments) {
    LuaString text = text(arguments, 1);
    int from = start(arguments.checkint(2), text.m_length);
    int to = end(arguments.optint(3, -1), text.m_length);
    return from >= to ? LuaValue.EMPTYSTRING : text.substring(from, to);
  }

  /// Turns the letters of one case into the other.
  private static Varargs inCase(Varargs arguments, char first, char last) {
    byte[] out = PatternSearch.bytes(text(arguments, 1));
    Meter.current().chargeText(out.length);
    for (int i = 0; i < out.length; i++) {
      if (out[i] >= first && out[i] <= last) {
        out[i] ^= 0x20;
      }
    }
    return LuaString.valueOf(out);
  }

  private static Varargs find(Varargs arguments, boolean positions) {
    LuaString text = text(arguments, 1);
    LuaString pattern = text(arguments, 2);
    int from = start(arguments.optint(3, 1), text.m_length);
    if (from > text.m_length) {
      return LuaValue.NIL;
    }
    if (positions && (arguments.toboolean(4) || !hasSpecials(pattern))) {
      Meter.current().charge(text.m_length + 1L);
      int found = text.indexOf(pattern, from);
      return found < 0
          ? LuaValue.NIL
          : LuaValue.varargsOf(
              LuaValue.valueOf(found + 1), LuaValue.valueOf(found + pattern.m_length));
    }
    PatternSearch search = new PatternSearch(text, pattern);
    for (int start = from; start <= text.m_length; start++) {
      int end = search.matchAt(start);
      if (end >= 0) {
        return positions ? found(search, start, end) : search.captured(start, end);
      }
      if (search.isAnchored()) {
        break;
      }
    }
    return LuaValue.NIL;
  }

  private static Varargs found(PatternSearch search, int start, int end) {
    Varargs captured = search.captureCount() == 0 ? LuaValue.NONE : search.captured(start, end);
    return LuaValue.varargsOf(LuaValue.valueOf(start + 1), LuaValue.valueOf(end), captured);
  }

  private static boolean hasSpecials(LuaString pattern) {
    for (int i = 0; i < pattern.m_length; i++) {
      if ("^$*+?.([%-".indexOf(pattern.luaByte(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static Varargs gmatch(Varargs arguments) {
    PatternSearch search = new PatternSearch(text(arguments, 1), text(arguments, 2));
    int[] next = {0};
    return new LibraryFunction(_ -> {
      for (int start = next[0]; start <= search.textLength(); start++) {
        int end = search.matchAt(start);
        if (end >= 0) {
          next[0] = end == start ? end + 1 : end;
          return search.captured(start, end);
        }
      }
      next[0] = search.textLength() + 1;
      return LuaValue.NIL;
    });
  }
}
