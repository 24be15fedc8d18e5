package io.troop.plugin.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function that a configuration writes in Lua: `return function(a, b) … end`. *Immutable and
/// thread-safe.*
///
/// Of Lua it knows what only computes: `local`, `if`, tables, texts and numbers, and `string`'s
/// functions. No loops, nothing of `kong` or `ngx`.
public final class LuaFunction {
  private final Statement chunk;

  private LuaFunction(Statement chunk) {
    this.chunk = chunk;
  }

  /// The function that a text returns.
  ///
  /// @throws TemplateException when the text can't be read, or returns something else
  public static LuaFunction of(String text) {
    LuaFunction function = new LuaFunction(Parser.chunk(text));
    function.closure();
    return function;
  }

  private Nodes.Closure closure() {
    Statement.Result result = chunk.run(Frame.of(key -> null));
    if (result != null && result.value() instanceof Nodes.Closure closure) {
      return closure;
    }
    throw new TemplateException(
        "it returns a "
            + Operators.type(result == null ? null : result.value())
            + " value (expected: a function)");
  }

  /// What it returns, with nothing kept from call to call.
  ///
  /// @param arguments JSON values; null is nil
  /// @return JSON values; null for nil
  /// @throws TemplateException when it fails, or takes too many steps
  public List<@Nullable Object> call(List<@Nullable Object> arguments) {
    List<@Nullable Object> values = new ArrayList<>();
    arguments.forEach(argument -> values.add(argument == null ? null : LuaTable.of(argument)));
    List<@Nullable Object> results = new ArrayList<>();
    try {
      closure().results(new Arguments(values)).forEach(v -> results.add(LuaTable.json(v)));
    } catch (StackOverflowError e) {
      throw new TemplateException("a function calls itself too deeply");
    }
    return results;
  }
}
