package io.troop.plugin.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts a plugin's own values into a log document. *Stateless.*
final class LogValues {

  private LogValues() {}

  /// Sets the member at a dotted path; null removes it. `\.` is a dot in a name. A path through
  /// something that is no object is left alone.
  static void put(Map<String, @Nullable Object> root, String path, @Nullable Object value) {
    String[] names = path.split("(?<!\\\\)\\.", -1);
    Map<String, @Nullable Object> node = root;
    for (int i = 0; i < names.length - 1; i++) {
      Map<String, @Nullable Object> next = child(node, name(names[i]));
      if (next == null) {
        return;
      }
      node = next;
    }
    String last = name(names[names.length - 1]);
    if (value == null) {
      node.remove(last);
    } else {
      node.put(last, value);
    }
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Map<String, @Nullable Object> child(
      Map<String, @Nullable Object> node, String name) {
    Object there = node.computeIfAbsent(name, _ -> new LinkedHashMap<String, @Nullable Object>());
    if (!(there instanceof Map)) {
      return null;
    }
    if (!(there instanceof LinkedHashMap)) {
      there = new LinkedHashMap<>((Map<String, @Nullable Object>) there);
      node.put(name, there);
    }
    return (Map<String, @Nullable Object>) there;
  }

  private static String name(String escaped) {
    return escaped.replace("\\.", ".");
  }
}
