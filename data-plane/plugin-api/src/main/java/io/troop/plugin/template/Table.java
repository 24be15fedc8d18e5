package io.troop.plugin.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an expression can index. Values are texts, `Double`, `Boolean`, tables or null.
@FunctionalInterface
public interface Table {

  /// The value at a key, a text or a `Double`; null for none.
  @Nullable Object get(Object key);

  /// How many values it has at 1, 2 and so on.
  default int length() {
    return 0;
  }

  /// A table of names.
  static Table of(Map<String, ? extends @Nullable Object> map) {
    return key -> key instanceof String name ? value(map.get(name)) : null;
  }

  /// A table of values at 1, 2 and so on.
  static Table of(List<? extends @Nullable Object> list) {
    return new Table() {
      @Override
      public @Nullable Object get(Object key) {
        return key instanceof Double index
                && index == Math.rint(index)
                && index >= 1
                && index <= list.size()
            ? value(list.get(index.intValue() - 1))
            : null;
      }

      @Override
      public int length() {
        return list.size();
      }
    };
  }

  /// What a Java value is to an expression: one value of a list of one, a table of a longer one.
  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Table table = key -> value(map.get(key));
        yield table;
      }
      case List<?> list -> of(list);
      case Number number -> number.doubleValue();
      case null, default -> value;
    };
  }
}
