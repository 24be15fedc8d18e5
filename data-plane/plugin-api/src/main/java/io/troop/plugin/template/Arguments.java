package io.troop.plugin.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a function is called with. *Immutable.*
final class Arguments {
  private final List<@Nullable Object> values;

  Arguments(List<@Nullable Object> values) {
    this.values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  int size() {
    return values.size();
  }

  /// The argument at an index from 0; null when there is none.
  @Nullable Object get(int index) {
    return index < values.size() ? values.get(index) : null;
  }

  /// A text, or a number as text.
  ///
  /// @throws TemplateException when it is neither
  String text(int index) {
    Object value = get(index);
    if (value instanceof String || value instanceof Double) {
      return Operators.text(value);
    }
    throw new TemplateException(
        "bad argument #"
            + (index + 1)
            + " (string expected, got "
            + (value == null ? "no value" : Operators.type(value))
            + ")");
  }

  /// A number, or a text that is one.
  ///
  /// @throws TemplateException when it is neither
  double number(int index, double otherwise) {
    Object value = get(index);
    return value == null ? otherwise : Operators.number(value);
  }
}
