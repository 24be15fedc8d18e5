package io.troop.control.declarative;

import io.troop.control.document.Json;
import io.troop.control.document.Yaml;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.edit.Schemas;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A declaration taken apart into its items. *Confined to one import.*
///
/// @param sections the items of the top level, by kind
/// @param wrong what is wrong beside the items, by member of the document
/// @param transforming whether secrets in it are still to be hashed
record Declaration(
    Map<String, List<Item>> sections, Map<String, Object> wrong, boolean transforming) {

  private static final String VERSION = "_format_version";
  private static final Set<String> OLD_VERSIONS = Set.of("1.1", "2.1");
  private static final Set<String> VERSIONS = Set.of("1.1", "2.1", "3.0");
  private static final Set<String> NOTES = Set.of("_comment", "_ignore");

  /// The kinds a declaration is about: all but what is installed or made while the gateway runs.
  static List<Kind> kinds(Kinds kinds) {
    Set<String> others =
        Set.of(
            Schemas.UPLOADED,
            "oauth2_tokens",
            "oauth2_authorization_codes",
            "sessions",
            "session_metadatas",
            "ratelimiting_metrics");
    return kinds.all().stream().filter(kind -> !others.contains(kind.name())).toList();
  }

  /// The document of a text: JSON or YAML, whichever it is.
  ///
  /// @throws InvalidDeclaration when it is neither, or no object
  static Map<String, @Nullable Object> document(String text) {
    Object value;
    try {
      value = Json.parse(text);
    } catch (Json.Malformed _) {
      try {
        value = Yaml.parse(text);
      } catch (Yaml.Malformed problem) {
        throw InvalidDeclaration.of(
            "error", "failed parsing declarative configuration: " + problem.getMessage());
      }
    }
    if (value instanceof Map<?, ?> map) {
      return members(map);
    }
    throw InvalidDeclaration.of(
        "error", "failed parsing declarative configuration: expected an object");
  }

  static Map<String, @Nullable Object> members(Map<?, ?> map) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }

  /// Takes a document apart.
  static Declaration of(Map<String, @Nullable Object> document, List<Kind> kinds) {
    Map<String, Object> wrong = new LinkedHashMap<>();
    Map<String, List<Item>> sections = new LinkedHashMap<>();
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(document);
    Object version = rest.remove(VERSION);
    Object transform = rest.remove("_transform");
    NOTES.forEach(rest::remove);
    boolean old = OLD_VERSIONS.contains(String.valueOf(version));
    Take take = new Take(kinds, old);
    for (Kind kind : kinds) {
      if (rest.containsKey(kind.name())) {
        Object entries = rest.remove(kind.name());
        if (take.isList(entries)) {
          sections.put(kind.name(), take.items(kind, null, "", entries));
        } else {
          wrong.put(kind.name(), "expected an array");
        }
      }
    }
    rest.keySet().forEach(name -> wrong.put(name, "unknown field"));
    if (version == null) {
      wrong.put(VERSION, "required field missing");
    } else if (!(version instanceof String)) {
      wrong.put(VERSION, "expected a string");
    } else if (!VERSIONS.contains(version)) {
      wrong.put(VERSION, "expected one of: 1.1, 2.1, 3.0");
    }
    if (transform != null && !(transform instanceof Boolean)) {
      wrong.put("_transform", "expected a boolean");
    }
    return new Declaration(sections, wrong, !Boolean.FALSE.equals(transform));
  }

  /// How items are taken out of a document.
  private record Take(List<Kind> kinds, boolean old) {

    boolean isList(@Nullable Object value) {
      return value == null
          || value instanceof List<?>
          || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    List<Item> items(Kind kind, @Nullable Item parent, String link, @Nullable Object entries) {
      List<Item> items = new ArrayList<>();
      if (entries instanceof List<?> list) {
        list.forEach(entry -> items.add(item(kind, parent, link, entry)));
      }
      return items;
    }

    private Item item(Kind kind, @Nullable Item parent, String link, @Nullable Object entry) {
      if (!(entry instanceof Map<?, ?> map)) {
        Item item = new Item(kind, parent, link, null);
        item.error = "expected a record";
        return item;
      }
      Map<String, @Nullable Object> own = members(map);
      if (old && kind.name().equals("routes")) {
        own.computeIfPresent("paths", (_, paths) -> OldPaths.migrated(paths));
      }
      Item item = new Item(kind, parent, link, own);
      for (Kind below : kinds) {
        for (var reference : below.spec().references()) {
          if (reference.target().equals(kind.name())
              && own.containsKey(below.name())
              && isList(own.get(below.name()))) {
            item.children.put(
                below.name(), items(below, item, reference.field(), own.remove(below.name())));
          }
        }
      }
      return item;
    }
  }

  /// Visits all items, parents first.
  void each(Consumer<Item> visitor) {
    sections.values().forEach(items -> each(items, visitor));
  }

  private static void each(Collection<Item> items, Consumer<Item> visitor) {
    for (Item item : items) {
      visitor.accept(item);
      item.children.values().forEach(children -> each(children, visitor));
    }
  }

  boolean isWrong() {
    boolean[] found = {!wrong.isEmpty()};
    each(item -> found[0] |= item.isWrong());
    return found[0];
  }
}
