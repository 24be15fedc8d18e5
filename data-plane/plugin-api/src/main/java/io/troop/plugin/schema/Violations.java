package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is found wrong while a document is checked. *Confined to one check.*
final class Violations {

  private final Map<String, Object> tree = new LinkedHashMap<>();

  boolean isEmpty() {
    return tree.isEmpty();
  }

  boolean has(String field) {
    return tree.containsKey(field);
  }

  /// @param error a text or a tree of texts; null for no error
  void put(String field, @Nullable Object error) {
    if (error != null) {
      tree.put(field, error);
    }
  }

  /// Reports at `a.b.c`, unless a part of the path has been found wrong as a whole.
  void at(String path, Object error) {
    Map<String, Object> map = tree;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      Object inner = map.computeIfAbsent(names[i], _ -> new LinkedHashMap<String, Object>());
      if (!(inner instanceof Map<?, ?>)) {
        return;
      }
      map = asTree(inner);
    }
    map.put(names[names.length - 1], error);
  }

  /// Reports a rule across fields.
  void entity(String message) {
    Object list = tree.computeIfAbsent(SchemaViolations.ENTITY, _ -> new ArrayList<Object>());
    asList(list).add(message);
  }

  Map<String, Object> tree() {
    return tree;
  }

  @SuppressWarnings("unchecked") // only this class puts maps into the tree
  private static Map<String, Object> asTree(Object inner) {
    return (Map<String, Object>) inner;
  }

  @SuppressWarnings("unchecked") // only this class puts a list there
  private static List<Object> asList(Object list) {
    return (List<Object>) list;
  }
}
