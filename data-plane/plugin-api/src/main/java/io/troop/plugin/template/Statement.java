package io.troop.plugin.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a function's body. *Thread-safe.*
@FunctionalInterface
interface Statement {

  /// What a function returns.
  record Result(List<@Nullable Object> values) {
    @Nullable Object value() {
      return values.isEmpty() ? null : values.getFirst();
    }
  }

  /// Runs it; null when the function goes on.
  @Nullable Result run(Frame frame);

  /// Statements one after the other, with names of their own.
  static Statement block(List<Statement> statements) {
    return outer -> {
      Frame frame = outer.inner();
      for (Statement statement : statements) {
        frame.step();
        Result result = statement.run(frame);
        if (result != null) {
          return result;
        }
      }
      return null;
    };
  }
}
