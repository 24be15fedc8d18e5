package io.troop.control.declarative;

import io.troop.control.edit.Ids;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.SchemaViolations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells what is wrong with a declaration, in both of Kong's forms: as a tree beside the document,
/// and flattened, one entry per entity. Follows `declarative_config_flattened` in `db/errors.lua`.
final class Faults {

  private Faults() {}

  static InvalidDeclaration of(Declaration declaration) {
    Map<String, Object> tree = new LinkedHashMap<>(declaration.wrong());
    List<Map<String, @Nullable Object>> flattened = new ArrayList<>();
    declaration
        .sections()
        .forEach((name, items) -> {
          List<@Nullable Object> list = padded(items);
          if (!list.isEmpty()) {
            tree.put(name, list);
          }
        });
    conflicts(declaration, tree);
    List<String> names = new ArrayList<>(declaration.sections().keySet());
    names.sort(java.util.Comparator.reverseOrder());
    names.forEach(name ->
        declaration
            .sections()
            .getOrDefault(name, List.of())
            .reversed()
            .forEach(item -> flatten(item, flattened)));
    return new InvalidDeclaration(tree, declaration.wrong(), flattened);
  }

  // The tree.

  private static @Nullable Object tree(Item item) {
    if (item.error instanceof String) {
      return item.error;
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    if (item.error instanceof Map<?, ?> errors) {
      errors.forEach((field, error) -> tree.put(String.valueOf(field), error));
    }
    item.children.forEach((kind, children) -> {
      List<@Nullable Object> list = padded(children);
      if (!list.isEmpty()) {
        tree.put(kind, list);
      }
    });
    return tree.isEmpty() ? null : tree;
  }

  private static List<@Nullable Object> padded(List<Item> items) {
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Object error = tree(items.get(i));
      if (error != null) {
        while (out.size() < i) {
          out.add(null);
        }
        out.add(error);
      }
    }
    return out;
  }

  /// Conflicts stand under the name of their item; beside them, positions become names, too.
  private static void conflicts(Declaration declaration, Map<String, Object> tree) {
    declaration.each(item -> {
      if (item.conflicts.isEmpty()) {
        return;
      }
      Map<String, Object> section = new LinkedHashMap<>();
      if (tree.get(item.kind.name()) instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) != null) {
            section.put(String.valueOf(i + 1), list.get(i));
          }
        }
      } else if (tree.get(item.kind.name()) instanceof Map<?, ?> named) {
        named.forEach((name, error) -> section.put(String.valueOf(name), error));
      }
      String name = item.name();
      boolean reference = item.conflicts.getFirst().startsWith("invalid reference");
      section.put(
          name != null ? name : String.valueOf(item.id),
          reference || item.conflicts.size() > 1
              ? List.copyOf(item.conflicts)
              : item.conflicts.getFirst());
      tree.put(item.kind.name(), section);
    });
  }

  // The list.

  private static void flatten(Item item, List<Map<String, @Nullable Object>> out) {
    item.children.values().forEach(children -> children.forEach(child -> flatten(child, out)));
    if (item.written == null) {
      return;
    }
    Map<String, Object> own = new LinkedHashMap<>();
    if (item.error instanceof Map<?, ?> errors) {
      errors.forEach((field, error) -> own.put(String.valueOf(field), error));
    }
    Map<String, @Nullable Object> entity = entity(item);
    for (EntitySpec.Reference reference : item.kind.spec().references()) {
      if (item.fields().get(reference.field()) instanceof Map<?, ?> inside) {
        Object error = own.remove(reference.field());
        if (error instanceof Map<?, ?> errors) {
          out.add(entry(reference.target(), Declaration.members(inside), categorized(errors, "")));
        }
        if (inside.get("id") instanceof String id && Ids.parse(id) != null) {
          entity.put(reference.field(), Map.of("id", id));
        } else {
          entity.remove(reference.field());
        }
      }
    }
    List<Map<String, @Nullable Object>> errors = categorized(own, "");
    if (item.error instanceof String message) {
      errors.add(error("entity", null, message));
    }
    item.conflicts.forEach(message -> errors.add(error("entity", null, message)));
    if (!errors.isEmpty()) {
      out.add(entry(item.kind.name(), entity, errors));
    }
  }

  /// The entity as it was written. Once all of them were known to be right one by one, they have
  /// their ids.
  private static Map<String, @Nullable Object> entity(Item item) {
    Map<String, @Nullable Object> entity = new LinkedHashMap<>(item.fields());
    boolean known = !(item.error instanceof Map<?, ?>);
    if (known && item.id != null && !item.document.isEmpty()) {
      entity.putIfAbsent("id", item.id.toString());
    }
    Item parent = item.parent;
    if (parent != null && entity.get(item.link) == null) {
      boolean named = known && !item.document.isEmpty();
      Object id = named ? parent.id : parent.writtenId();
      if (id != null) {
        entity.put(item.link, Map.of("id", id.toString()));
      }
    }
    return entity;
  }

  private static Map<String, @Nullable Object> entry(
      String kind,
      Map<String, @Nullable Object> entity,
      List<Map<String, @Nullable Object>> errors) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("entity_type", kind.endsWith("s") ? kind.substring(0, kind.length() - 1) : kind);
    if (entity.get("id") instanceof String id && Ids.parse(id) != null) {
      entry.put("entity_id", id);
    }
    if (entity.get("name") instanceof String name && !name.isEmpty()) {
      entry.put("entity_name", name);
    }
    if (entity.get("tags") instanceof List<?> tags
        && tags.stream().allMatch(tag -> tag instanceof String)) {
      entry.put("entity_tags", tags);
    }
    entry.put("entity", entity);
    entry.put("errors", errors);
    return entry;
  }

  /// Errors one by one, the last name first, as Kong drains its tables.
  private static List<Map<String, @Nullable Object>> categorized(Map<?, ?> errors, String path) {
    List<Map<String, @Nullable Object>> out = new ArrayList<>();
    Map<String, @Nullable Object> sorted = new TreeMap<>(java.util.Comparator.reverseOrder());
    errors.forEach((field, error) -> sorted.put(String.valueOf(field), error));
    sorted.forEach((field, error) -> {
      if (field.equals(SchemaViolations.ENTITY)) {
        entityErrors(error, out);
      } else {
        fieldErrors(path.isEmpty() ? field : path + "." + field, error, out);
      }
    });
    return out;
  }

  private static void entityErrors(
      @Nullable Object error, List<Map<String, @Nullable Object>> out) {
    if (error instanceof List<?> list) {
      list.forEach(each -> entityErrors(each, out));
    } else if (error != null) {
      out.add(error("entity", null, String.valueOf(error)));
    }
  }

  private static void fieldErrors(
      String path, @Nullable Object error, List<Map<String, @Nullable Object>> out) {
    switch (error) {
      case null -> {}
      case Map<?, ?> inner -> out.addAll(categorized(inner, path));
      case List<?> list -> {
        for (int i = list.size(); i > 0; i--) {
          fieldErrors(path + "." + i, list.get(i - 1), out);
        }
      }
      default -> out.add(error("field", path, String.valueOf(error)));
    }
  }

  private static Map<String, @Nullable Object> error(
      String type, @Nullable String field, String message) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("type", type);
    if (field != null) {
      error.put("field", field);
    }
    error.put("message", message);
    return error;
  }
}
