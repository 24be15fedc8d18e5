package io.troop.plugin.schema;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An input that stands for other fields, such as `url` of a service. *Immutable.*
///
/// A deprecated one gives way to the fields it stands for when both are given, and is shown beside
/// them; any other one wins over them and is not shown.
///
/// @param field its name, type and rules
/// @param expansion the values of the fields it stands for; null to stand for nothing
/// @param shownFrom the path of the field whose value it shows; empty to be hidden
public record Shorthand(
    Field field,
    Function<@Nullable Object, @Nullable Map<String, @Nullable Object>> expansion,
    List<String> shownFrom) {

  public Shorthand {
    shownFrom = List.copyOf(shownFrom);
  }

  /// An input that stands for others and is never shown.
  public static Shorthand of(
      Field field, Function<@Nullable Object, @Nullable Map<String, @Nullable Object>> expansion) {
    return new Shorthand(field, expansion, List.of());
  }

  /// A field that has moved, such as from `redis_host` to `redis`, `host`.
  ///
  /// @param message what to do in its place
  public static Shorthand moved(Field field, String message, String... to) {
    List<String> path = List.of(to);
    return new Shorthand(
        field.deprecated(new Deprecation(message, "4.0", path)), value -> nest(path, value), path);
  }

  private static Map<String, @Nullable Object> nest(List<String> path, @Nullable Object value) {
    Object out = value;
    for (String name : path.subList(1, path.size()).reversed()) {
      Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
      map.put(name, out);
      out = map;
    }
    Map<String, @Nullable Object> map = new java.util.LinkedHashMap<>();
    map.put(path.getFirst(), out);
    return map;
  }

  boolean isDeprecated() {
    return field.deprecation() != null;
  }
}
