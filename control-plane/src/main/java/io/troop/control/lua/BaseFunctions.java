package io.troop.control.lua;

import java.util.List;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.jse.JseMathLib;

/// The global functions that a schema sees: those of Lua 5.1 that reach nothing outside of the run.
/// *Without state.*
final class BaseFunctions {

  private static final int MAX_RESULTS = 8000;

  /// Those that LuaJ does right.
  private static final List<String> KEPT =
      List.of(
          "assert",
          "getmetatable",
          "ipairs",
          "next",
          "pairs",
          "rawequal",
          "rawget",
          "rawset",
          "select",
          "setmetatable",
          "tonumber",
          "type");

  private static final List<String> KEPT_OF_MATH =
      List.of(
          "abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "cosh", "deg", "exp", "floor",
          "fmod", "frexp", "huge", "ldexp", "log", "max", "min", "modf", "pi", "pow", "rad", "sin",
          "sinh", "sqrt", "tan", "tanh");

  private BaseFunctions() {}

  static void install(Globals globals) {
    Globals source = new Globals();
    source.load(new BaseLib());
    LuaTable loaded = new LuaTable();
    loaded.set("loaded", new LuaTable());
    source.set("package", loaded);
    source.load(new JseMathLib());
    KEPT.forEach(name -> globals.set(name, source.get(name)));
    LuaTable math = new LuaTable();
    KEPT_OF_MATH.forEach(name -> math.set(name, source.get("math").get(name)));
    math.set("log10", new LibraryFunction(a -> LuaValue.valueOf(Math.log10(a.checkdouble(1)))));

    globals.set("_G", globals);
    globals.set("_VERSION", "Lua 5.1");
    globals.set("math", math);
    globals.set("string", StringFunctions.table());
    globals.set("table", TableFunctions.table());
    globals.set("error", new LibraryFunction(BaseFunctions::error));
    globals.set("pcall", new LibraryFunction(BaseFunctions::pcall));
    globals.set("xpcall", new LibraryFunction(BaseFunctions::xpcall));
    globals.set("tostring", new LibraryFunction(arguments -> text(arguments.checkvalue(1))));
    globals.set("unpack", new LibraryFunction(TableFunctions::unpack));
    LuaTable ngx = new LuaTable();
    ngx.set("null", LuaDocuments.NULL);
    globals.set("ngx", ngx);
  }

  /// More values at once than a call can take would only come from hostile code.
  static void checkCount(long count) {
    if (count > MAX_RESULTS) {
      throw new LuaError("too many results");
    }
    Meter.current().charge(1 + count);
  }

  /// Lua's `tostring`.
  static LuaString text(LuaValue value) {
    LuaValue custom = value.metatag(LuaValue.valueOf("__tostring"));
    if (!custom.isnil()) {
      return custom.call(value).checkstring();
    }
    return switch (value) {
      case LuaString text -> text;
      case LuaNumber number -> LuaNumbers.text(number);
      case LuaBoolean truth -> LuaString.valueOf(truth.tojstring());
      default -> LuaString.valueOf(value.tojstring());
    };
  }

  private static Varargs error(Varargs arguments) {
    LuaValue message = arguments.arg1();
    int level = arguments.optint(2, 1);
    if (message instanceof LuaString text) {
      LuaString position = LuaString.valueOf(Meter.current().position(level));
      throw new LuaError(LuaValue.valueOf(position.tojstring() + text.tojstring()));
    }
    throw new LuaError(message);
  }

  private static Varargs pcall(Varargs arguments) {
    return xpcall(arguments, arguments.checkvalue(1), arguments.subargs(2), message -> message);
  }

  private static Varargs xpcall(Varargs arguments) {
    LuaValue handler = arguments.checkvalue(2);
    return xpcall(arguments, arguments.checkvalue(1), arguments.subargs(3), handler::call);
  }

  private static Varargs xpcall(
      Varargs all,
      LuaValue function,
      Varargs arguments,
      java.util.function.UnaryOperator<LuaValue> onError) {
    Meter.current().charge(1L + all.narg());
    try {
      return LuaValue.varargsOf(LuaValue.TRUE, function.invoke(arguments));
    } catch (LuaError e) {
      return LuaValue.varargsOf(LuaValue.FALSE, onError.apply(message(e)));
    }
  }

  /// What an error says.
  static LuaValue message(LuaError error) {
    LuaValue message = error.getMessageObject();
    return message == null ? LuaValue.NIL : message;
  }
}
