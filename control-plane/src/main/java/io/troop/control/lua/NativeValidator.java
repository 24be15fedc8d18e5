package io.troop.control.lua;

import io.troop.plugin.schema.annotation.Validator;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/// A typedef's check in Java, which Lua code can call, too: `true`, or nil and what is wrong.
/// *Without state.*
final class NativeValidator extends VarArgFunction {

  private final Validator validator;

  NativeValidator(Validator validator) {
    this.validator = validator;
  }

  Validator validator() {
    return validator;
  }

  @Override
  public Varargs invoke(Varargs arguments) {
    Object value = LuaDocuments.toDocument(arguments.checkvalue(1));
    if (value == null) {
      throw new LuaError("bad argument #1 to a typedef's validator (value expected, got null)");
    }
    Meter.current().charge(20);
    String violation = validator.violation(value);
    return violation == null
        ? LuaValue.TRUE
        : LuaValue.varargsOf(LuaValue.NIL, LuaDocuments.text(violation));
  }
}
