package io.troop.plugin.json;

import java.util.ArrayList;
import java.util.List;

/// Members that may come more than once, such as headers and arguments. *Stateless.*
public final class Repeated {

  private Repeated() {}

  /// What a name has after one more value: the list of all of them. For `Map.merge`.
  public static Object joined(Object before, Object value) {
    List<Object> all = new ArrayList<>();
    if (before instanceof List<?> list) {
      all.addAll(list);
    } else {
      all.add(before);
    }
    all.add(value);
    return all;
  }
}
