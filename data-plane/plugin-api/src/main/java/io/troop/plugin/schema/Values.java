package io.troop.plugin.schema;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values of documents in untyped form: `String`, `Long`, `Double`, `Boolean`, `List`, `Map` and
/// null.
final class Values {

  private static final double EXACT = 1L << 53;

  private Values() {}

  /// A number as Kong prints it: whole numbers without a fraction.
  static Object number(double value) {
    return value == Math.rint(value) && Math.abs(value) <= EXACT
        ? (Object) (long) value
        : (Object) value;
  }

  /// Any number in the one form that documents have.
  static Object normal(Number value) {
    return value instanceof Long || value instanceof Integer || value instanceof Short
        ? (Object) value.longValue()
        : number(value.doubleValue());
  }

  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return normal(x).equals(normal(y));
    }
    return Objects.equals(a, b);
  }

  static String text(Object value) {
    if (value instanceof Number number) {
      return normal(number).toString();
    }
    return value.toString();
  }

  static String join(List<?> values) {
    return values.stream().map(value -> text((Object) value)).collect(Collectors.joining(", "));
  }

  /// `'a', 'b'`.
  static String quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  static int length(Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8).length;
      case Collection<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> 0;
    };
  }

  static Collection<? extends @Nullable Object> elements(Object value) {
    return value instanceof Collection<?> list ? list : List.of();
  }

  /// Whether a value counts as set for the rules across fields: not null, not empty.
  static boolean isNonEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case String text -> !text.isEmpty();
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  /// The value at `a.b.c`; null when any part is missing.
  static @Nullable Object at(Map<String, ? extends @Nullable Object> map, String path) {
    Object value = map;
    for (String name : path.split("\\.", -1)) {
      if (!(value instanceof Map<?, ?> inner)) {
        return null;
      }
      value = inner.get(name);
    }
    return value;
  }

  /// Whether there is a value, if only null, at `a.b.c`.
  static boolean has(Map<String, ? extends @Nullable Object> map, String path) {
    int dot = path.lastIndexOf('.');
    Object parent = dot < 0 ? map : at(map, path.substring(0, dot));
    return parent instanceof Map<?, ?> inner && inner.containsKey(path.substring(dot + 1));
  }

  /// A map with names as keys, as documents have them. Keys of other kinds are turned to text.
  static Map<String, @Nullable Object> map(Map<?, ?> map) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    map.forEach((key, value) -> out.put(String.valueOf(key), value));
    return out;
  }

  /// A copy that shares no list or map with the original, numbers in their one form.
  static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((key, inner) -> out.put(String.valueOf(key), copy(inner)));
        yield out;
      }
      case Collection<?> list -> {
        List<@Nullable Object> out = new ArrayList<>(list.size());
        list.forEach(inner -> out.add(copy(inner)));
        yield out;
      }
      case Number number -> normal(number);
      default -> value;
    };
  }

  static Map<String, @Nullable Object> copy(Map<String, ? extends @Nullable Object> map) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    map.forEach((key, inner) -> out.put(key, copy((Object) inner)));
    return out;
  }
}
