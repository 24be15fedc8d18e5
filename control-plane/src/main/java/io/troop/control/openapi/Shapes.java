package io.troop.control.openapi;

import io.troop.control.document.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What operations take and answer that are about no entity: entities have schemas, these have
/// `operations.yaml`, whose head says how it is written. *Immutable.*
final class Shapes {

  private static final String FILE = "/openapi/operations.yaml";
  private static final String MAYBE = "maybe ";
  private static final String OR_NULL = " or null";
  private static final List<String> PLAIN = List.of("string", "integer", "number", "boolean");

  /// One operation.
  ///
  /// @param query the names of its arguments
  /// @param body the schema of what it takes; null when it takes nothing
  /// @param answers the schema of what it answers by status; null for an answer without a body
  record Shape(
      List<String> query,
      @Nullable Map<String, Object> body,
      Map<String, @Nullable Map<String, Object>> answers) {}

  private final Map<String, Object> schemas = new LinkedHashMap<>();
  private final Map<String, Shape> operations = new LinkedHashMap<>();

  private Shapes(Map<?, ?> file) {
    each(file, "schemas").forEach((name, fields) -> schemas.put(name, schema(fields)));
    each(file, "operations")
        .forEach((name, shape) -> operations.put(name, shape((Map<?, ?>) shape)));
  }

  static Shapes load() {
    try (InputStream file = Shapes.class.getResourceAsStream(FILE)) {
      String text =
          new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8);
      return new Shapes((Map<?, ?>) Objects.requireNonNull(Yaml.parse(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All schemas by name.
  Map<String, Object> schemas() {
    return schemas;
  }

  /// @param operation such as `GET /status`
  @Nullable Shape of(String operation) {
    return operations.get(operation);
  }

  /// The operations that are described here, such as `GET /status`.
  List<String> described() {
    return List.copyOf(operations.keySet());
  }

  private static Map<String, Object> each(Map<?, ?> map, String name) {
    Map<String, Object> out = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(map.get(name), name))
        .forEach((key, value) -> out.put(String.valueOf(key), value));
    return out;
  }

  private static Shape shape(Map<?, ?> written) {
    Object body = written.get("body");
    List<String> query = new ArrayList<>();
    if (written.get("query") instanceof List<?> names) {
      names.forEach(name -> query.add(String.valueOf(name)));
    }
    Map<String, @Nullable Map<String, Object>> answers = new LinkedHashMap<>();
    written.forEach((name, what) -> {
      switch (String.valueOf(name)) {
        case "answer" -> answers.put("200", schema(what));
        case "page" -> answers.put("200", page(schema(what)));
        case "created" -> answers.put("201", schema(what));
        case "accepted" -> answers.put("202", schema(what));
        case "query", "body" -> {}
        default -> throw new IllegalStateException(FILE + ": " + name);
      }
    });
    if (answers.isEmpty()) {
      answers.put("204", null);
    }
    return new Shape(List.copyOf(query), body == null ? null : schema(body), answers);
  }

  /// A page of a list.
  static Map<String, Object> page(Map<String, Object> of) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("data", Map.of("type", "array", "items", of));
    properties.put("next", Map.of("type", List.of("string", "null")));
    properties.put("offset", Map.of("type", "string"));
    return object(properties, List.of("data", "next"));
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("type", "object");
    out.put("properties", properties);
    if (!required.isEmpty()) {
      out.put("required", required);
    }
    return out;
  }

  private static Map<String, Object> schema(@Nullable Object written) {
    return switch (written) {
      case List<?> list -> Map.of("type", "array", "items", schema(list.getFirst()));
      case Map<?, ?> map when map.containsKey("*") ->
          Map.of("type", "object", "additionalProperties", schema(map.get("*")));
      case Map<?, ?> map -> record(map);
      case String word when word.endsWith(OR_NULL) ->
          orNull(schema(word.substring(0, word.length() - OR_NULL.length())));
      case String word when word.startsWith("enum ") ->
          Map.of("type", "string", "enum", Arrays.asList(word.substring(5).split(" ", -1)));
      case String word when word.equals("any") -> Map.of();
      case String word when word.equals("object") ->
          Map.of("type", "object", "additionalProperties", true);
      case String word when PLAIN.contains(word) -> Map.of("type", word);
      case String word -> OpenApi.reference(word);
      case null, default -> throw new IllegalStateException(FILE + ": " + written);
    };
  }

  private static Map<String, Object> record(Map<?, ?> members) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    members.forEach((key, value) -> {
      String name = String.valueOf(key);
      if (name.startsWith(MAYBE)) {
        properties.put(name.substring(MAYBE.length()), schema(value));
      } else {
        properties.put(name, schema(value));
        required.add(name);
      }
    });
    return object(properties, required);
  }

  private static Map<String, Object> orNull(Map<String, Object> schema) {
    if (schema.get("type") instanceof String type && !schema.containsKey("enum")) {
      Map<String, Object> out = new LinkedHashMap<>(schema);
      out.put("type", List.of(type, "null"));
      return out;
    }
    return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
  }
}
