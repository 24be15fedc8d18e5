package io.troop.transform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What all changes of named values have in common. *Stateless.*
final class Members {
  private Members() {}

  /// Whether a member is there in Lua's way: false is as good as not there, null is there.
  static boolean isTrue(Map<?, ?> members, Object name) {
    return members.containsKey(name) && !Boolean.FALSE.equals(members.get(name));
  }

  /// The list that a value becomes with one more; a number or a truth value gives way.
  static List<@Nullable Object> appended(@Nullable Object before, Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    if (before instanceof List<?> list) {
      values.addAll(list);
    } else if (before instanceof String || before instanceof Map) {
      values.add(before);
    }
    values.add(value);
    return values;
  }
}
