package io.troop.plugin.template;

import org.jspecify.annotations.Nullable;

/// A piece of Lua that computes one value: `return kong.request.get_header("x")`. *Immutable and
/// thread-safe.*
///
/// It knows the same part of Lua as [LuaFunction].
public final class LuaChunk {
  private final Statement body;

  private LuaChunk(Statement body) {
    this.body = body;
  }

  /// A function that a chunk may call with one text, or with none for the empty one.
  @FunctionalInterface
  public interface OfText {
    /// A text, number, truth value, list or map; null for nil.
    @Nullable Object call(String argument);
  }

  /// @throws TemplateException when the text can't be read
  public static LuaChunk of(String text) {
    return new LuaChunk(Parser.chunk(text));
  }

  /// The function as a member of a [Table].
  public static Object callable(OfText function) {
    Function callable =
        arguments -> {
          Object value = function.call(arguments.size() == 0 ? "" : arguments.text(0));
          return value == null ? null : LuaTable.of(value);
        };
    return callable;
  }

  /// What it returns: a JSON value, null for nil or nothing.
  ///
  /// @param globals what it may name
  /// @throws TemplateException when it fails, or takes too many steps
  public @Nullable Object value(Table globals) {
    try {
      Statement.Result result = body.run(Frame.of(globals));
      return result == null ? null : LuaTable.json(result.value());
    } catch (StackOverflowError e) {
      throw new TemplateException("it calls itself too deeply");
    }
  }
}
