package io.troop.plugins.openidconnect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads claims. *Stateless.*
final class Claims {

  private Claims() {}

  /// The claim at the end of a path of names; null when it is not there.
  static @Nullable Object at(Map<?, ?> claims, List<String> path) {
    Object value = claims;
    for (String name : path) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  /// The values of a claim: the elements of a list, the words of a text, or the value itself.
  static List<String> texts(@Nullable Object claim) {
    if (claim instanceof List<?> list) {
      return list.stream().filter(Objects::nonNull).map(String::valueOf).toList();
    } else if (claim instanceof String text) {
      return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }
    return claim == null ? List.of() : List.of(String.valueOf(claim));
  }

  /// Whether a claim has what is required: all words of one entry.
  static boolean satisfies(@Nullable Object claim, List<String> required) {
    if (required.isEmpty()) {
      return true;
    }
    List<String> values = texts(claim);
    return required.stream()
        .anyMatch(entry -> values.contains(entry) || values.containsAll(texts(entry)));
  }
}
