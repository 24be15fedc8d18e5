package io.troop.control.openapi;

import io.troop.plugin.Catalog;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the OpenAPI 3.1 document: paths from the endpoints that are served, bodies from the
/// schemas of entities and plugins. *Stateless.*
final class OpenApi {

  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)\\}");
  private static final String ERROR = "Error";
  private static final String PROBLEM = "Problem";
  private static final String JSON = "application/json";

  /// Where refusals are problem documents, as Konnect's clients expect them.
  private static final Pattern KONNECT =
      Pattern.compile("/v[23]/.*|/konnect-api/.*|/plugin-schemas.*|/schemas/preview");

  /// What answers something else than JSON.
  private static final Map<String, String> OTHER_TYPES =
      Map.of(
          "/openapi", "text/html",
          "/metrics", "text/plain",
          "/analytics/metrics", "text/plain",
          "/events", "text/event-stream",
          "/config", "application/yaml");

  private final Map<String, EntitySpec> byPath = new LinkedHashMap<>();
  private final Catalog catalog;
  private final String version;
  private final Shapes shapes = Shapes.load();
  private final Words words = Words.load();

  OpenApi(Catalog catalog, String version) {
    this.catalog = catalog;
    this.version = version;
    for (EntitySpec spec : catalog.entities()) {
      byPath.put(spec.path(), spec);
      spec.nested().forEach(nested -> byPath.putIfAbsent(nested.path(), spec));
      // The entity that a field names, as in /routes/{}/service.
      spec.references()
          .forEach(reference -> {
            EntitySpec target = catalog.entity(reference.target());
            if (target != null) {
              byPath.putIfAbsent(reference.field(), target);
            }
          });
    }
  }

  /// The operations whose bodies are described one by one, such as `GET /status`.
  List<String> described() {
    return shapes.described();
  }

  /// @param endpoints the methods of each path pattern
  Map<String, @Nullable Object> document(Map<String, Set<String>> endpoints) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("openapi", "3.1.0");
    out.put(
        "info",
        Map.of(
            "title",
            "Troop Admin API",
            "version",
            version,
            "description",
            "Everything that can be configured. The same paths exist below a workspace"
                + " (/{workspace}/…) and below a control plane"
                + " (/v2/control-planes/{id}/core-entities/…).",
            "license",
            Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")));
    Map<String, @Nullable Object> paths = new LinkedHashMap<>();
    endpoints.forEach((pattern, methods) -> paths.put(pattern, path(pattern, methods)));
    out.put("paths", paths);
    out.put("components", Map.of("schemas", schemas()));
    return out;
  }

  private Map<String, @Nullable Object> schemas() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put(
        ERROR,
        error(
            Map.of(
                "message", Map.of("type", "string"),
                "name", Map.of("type", "string"),
                "code", Map.of("type", "integer"),
                "fields", Map.of("type", "object")),
            "message"));
    out.put(
        PROBLEM,
        error(
            Map.of(
                "status", Map.of("type", "integer"),
                "title", Map.of("type", "string"),
                "instance", Map.of("type", "string"),
                "detail", Map.of("type", "string"),
                "message", Map.of("type", "string"),
                "invalid_parameters", Map.of("type", "array", "items", Map.of("type", "object"))),
            "status",
            "title",
            "detail"));
    for (EntitySpec spec : catalog.entities()) {
      if (!spec.name().equals("plugins")) {
        out.put(spec.name(), JsonSchemas.of(spec.schema()));
      }
    }
    List<Object> kinds = new ArrayList<>();
    for (PluginSpec<?> plugin : catalog.plugins().values()) {
      String name = "plugins." + plugin.name();
      out.put(name, plugin(plugin));
      kinds.add(reference(name));
    }
    out.putAll(shapes.schemas());
    out.put("plugins", kinds.isEmpty() ? Map.of("type", "object") : Map.of("anyOf", kinds));
    return out;
  }

  private static Map<String, Object> error(Map<String, Object> properties, String... required) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("type", "object");
    error.put("properties", properties);
    error.put("required", List.of(required));
    return error;
  }

  private Map<String, @Nullable Object> plugin(PluginSpec<?> plugin) {
    EntitySpec plugins = catalog.entity("plugins");
    Map<String, @Nullable Object> out =
        plugins == null
            ? new LinkedHashMap<>()
            : JsonSchemas.of(plugins.schema().forKind(Map.of("name", plugin.name())));
    if (out.get("properties") instanceof Map<?, ?> properties) {
      Map<String, @Nullable Object> named = new LinkedHashMap<>();
      properties.forEach((name, value) -> named.put((String) name, value));
      named.put("name", Map.of("const", plugin.name()));
      out.put("properties", named);
    }
    return out;
  }

  static Map<String, Object> reference(String schema) {
    return Map.of("$ref", "#/components/schemas/" + schema);
  }

  private Map<String, @Nullable Object> path(String pattern, Set<String> methods) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    List<Object> parameters = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(pattern);
    while (matcher.find()) {
      String name = matcher.group(1);
      Map<String, Object> parameter = new LinkedHashMap<>();
      parameter.put("name", name);
      parameter.put("in", "path");
      parameter.put("required", true);
      parameter.put("description", words.parameter(name, catalog.entity(name)));
      parameter.put("schema", Map.of("type", "string"));
      parameters.add(parameter);
    }
    if (!parameters.isEmpty()) {
      out.put("parameters", parameters);
    }
    String[] segments = pattern.substring(1).split("/", -1);
    String last = segments[segments.length - 1];
    boolean isOne = last.startsWith("{");
    String collection = isOne && segments.length > 1 ? segments[segments.length - 2] : last;
    EntitySpec spec = byPath.get(collection);
    boolean isReferenced =
        spec != null
            && !isOne
            && segments.length > 2
            && !collection.equals(spec.path())
            && spec.nested().stream().noneMatch(nested -> nested.path().equals(collection));
    for (String method : methods) {
      Shapes.Shape shape = shapes.of(method + " " + pattern);
      Operation operation = new Operation(pattern, method, spec, isOne || isReferenced, shape);
      Map<String, @Nullable Object> described = operation.describe(segments[0], words);
      int ownerAt = segments.length - (isOne ? 4 : 3);
      EntitySpec owner = ownerAt < 0 ? null : byPath.get(segments[ownerAt]);
      Words.Saying saying = words.of(method, pattern, spec, owner, isOne || isReferenced);
      described.put("summary", saying.summary());
      if (saying.description() != null) {
        described.put("description", saying.description());
      }
      out.put(method.toLowerCase(java.util.Locale.ROOT), described);
    }
    return out;
  }

  /// One method of one path.
  ///
  /// @param spec what it is about; null for anything but an entity
  /// @param isOne whether it is about one, not about a list
  /// @param shape what it takes and answers where that is no entity; null when nobody says
  private record Operation(
      String pattern,
      String method,
      @Nullable EntitySpec spec,
      boolean isOne,
      Shapes.@Nullable Shape shape) {

    private static final List<String> OF_LISTS =
        List.of("size", "offset", "tags", "search", "sort_by", "sort_desc");

    Map<String, @Nullable Object> describe(String group, Words words) {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      out.put("operationId", id());
      out.put("tags", List.of(group.isEmpty() ? "information" : group));
      List<String> query =
          shape != null
              ? shape.query()
              : spec != null && method.equals("GET") && !isOne ? OF_LISTS : List.of();
      if (!query.isEmpty()) {
        out.put("parameters", query.stream().map(name -> query(name, words)).toList());
      }
      Object taken = taken();
      if (taken != null) {
        Map<String, Object> content = new LinkedHashMap<>();
        Map<String, Object> json = new LinkedHashMap<>(Map.of("schema", taken));
        Object example = words.example(method, pattern, spec);
        if (example != null) {
          json.put("example", example);
        }
        content.put(JSON, json);
        content.put("application/x-www-form-urlencoded", Map.of("schema", taken));
        out.put("requestBody", Map.of("content", content));
      }
      out.put("responses", responses());
      return out;
    }

    private String id() {
      return method.toLowerCase(java.util.Locale.ROOT)
          + pattern.replaceAll("[{}]", "").replaceAll("[^A-Za-z0-9]+", "-");
    }

    private @Nullable Object taken() {
      if (shape != null) {
        return shape.body();
      }
      return List.of("POST", "PUT", "PATCH").contains(method) ? body() : null;
    }

    private static Map<String, Object> query(String name, Words words) {
      Map<String, Object> schema =
          switch (name) {
            case "size" -> Map.of("type", "integer", "minimum", 1L);
            case "before", "after" -> Map.of("type", "integer");
            case "sort_desc" -> Map.of("type", "boolean");
            default -> Map.of("type", "string");
          };
      return Map.of(
          "name",
          name,
          "in",
          "query",
          "description",
          words.parameter(name, null),
          "schema",
          schema);
    }

    private Map<String, @Nullable Object> responses() {
      Map<String, @Nullable Object> out = new LinkedHashMap<>();
      if (shape != null) {
        shape
            .answers()
            .forEach((status, schema) ->
                out.put(
                    status,
                    schema == null ? Map.of("description", "Done.") : answer("Done.", schema)));
      } else if (method.equals("DELETE")) {
        out.put("204", Map.of("description", "Deleted, or not there."));
      } else if (spec == null && !method.equals("GET")) {
        out.put("2XX", answer("Done; 201 when something was made, 204 without a body.", body()));
      } else if (method.equals("POST")) {
        out.put("201", answer("Made.", body()));
      } else {
        out.put("200", answer("Found.", isOne || spec == null ? body() : Shapes.page(body())));
      }
      if (pattern.equals("/config") && method.equals("POST")) {
        out.put("304", Map.of("description", "Nothing would change (`check_hash`)."));
      }
      out.put("400", refusal("Refused; `message` and `fields` say why."));
      out.put("404", refusal("Not found."));
      if (!method.equals("GET")) {
        out.put("409", refusal("Another entity has this unique value."));
      }
      out.put("default", refusal("Refused; `message` says why."));
      return out;
    }

    private Map<String, Object> body() {
      return spec == null ? Map.of("type", "object") : reference(spec.name());
    }

    private Map<String, Object> answer(String what, Map<String, Object> schema) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put(JSON, Map.of("schema", schema));
      String other = OTHER_TYPES.get(pattern);
      if (other != null) {
        content.put(other, Map.of("schema", Map.of("type", "string")));
      }
      return Map.of("description", what, "content", content);
    }

    private Map<String, Object> refusal(String what) {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put(JSON, Map.of("schema", reference(ERROR)));
      if (KONNECT.matcher(pattern).matches()) {
        content.put("application/problem+json", Map.of("schema", reference(PROBLEM)));
      }
      return Map.of("description", what, "content", content);
    }
  }
}
