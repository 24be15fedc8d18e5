package io.troop.plugins.mocking;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// An OpenAPI document, version 2 or 3, as maps and lists. *Immutable by habit: nobody changes what
/// was read.*
final class ApiDocument {
  private static final int MOST_CHARACTERS = 16 << 20;

  private final Map<?, ?> root;

  private ApiDocument(Map<?, ?> root) {
    this.root = root;
  }

  /// Reads YAML or JSON.
  ///
  /// @throws IllegalArgumentException when it is neither, or no OpenAPI document
  static ApiDocument of(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setAllowDuplicateKeys(true);
    try {
      Object read = new Yaml(new SafeConstructor(options)).load(text);
      if (read instanceof Map<?, ?> map && map.get("paths") instanceof Map<?, ?>) {
        return new ApiDocument(map);
      }
    } catch (YAMLException e) {
      throw new IllegalArgumentException("neither YAML nor JSON: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        "no OpenAPI document (expected: an object with the member paths)");
  }

  boolean isVersion2() {
    return root.get("swagger") != null;
  }

  Map<?, ?> paths() {
    return map(root.get("paths"));
  }

  /// The content types of answers whose operations name none, in version 2.
  List<?> produces() {
    return root.get("produces") instanceof List<?> list ? list : List.of();
  }

  /// The path that all paths are below; empty for none.
  String basePath() {
    Object base = root.get("basePath");
    if (root.get("servers") instanceof List<?> servers && !servers.isEmpty()) {
      base = map(servers.getFirst()).get("url");
    }
    String text = base == null ? "" : base.toString();
    return text.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "").replaceFirst("/+$", "");
  }

  /// The object a value is or refers to; an empty one for anything else.
  Map<?, ?> object(@Nullable Object value) {
    return map(resolved(value));
  }

  /// What a value refers to, if it is a reference within the document; null for a broken one.
  @Nullable Object resolved(@Nullable Object value) {
    Object found = value;
    Set<String> seen = new HashSet<>();
    while (found instanceof Map<?, ?> map
        && map.get("$ref") instanceof String reference
        && seen.add(reference)) {
      found = at(reference);
    }
    return found;
  }

  private @Nullable Object at(String reference) {
    if (!reference.startsWith("#/")) {
      return null;
    }
    Object found = root;
    for (String part : reference.substring(2).split("/", -1)) {
      String name = part.replace("~1", "/").replace("~0", "~");
      found = member(map(found), name);
    }
    return found;
  }

  /// A member by name. YAML reads names such as 200 as numbers.
  static @Nullable Object member(Map<?, ?> map, String name) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (String.valueOf(entry.getKey()).equals(name)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /// The members of an object by their names; none for anything else.
  static Map<String, @Nullable Object> members(@Nullable Object value) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    map(value).forEach((name, member) -> out.put(String.valueOf(name), member));
    return out;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
