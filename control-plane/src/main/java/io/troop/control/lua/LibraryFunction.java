package io.troop.control.lua;

import java.util.function.UnaryOperator;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/// A function of Lua's library, written in Java. *Without state.*
final class LibraryFunction extends VarArgFunction {

  private final UnaryOperator<Varargs> body;

  LibraryFunction(UnaryOperator<Varargs> body) {
    this.body = body;
  }

  @Override
  public Varargs invoke(Varargs arguments) {
    return body.apply(arguments);
  }
}
