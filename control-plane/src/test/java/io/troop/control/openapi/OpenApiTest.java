package io.troop.control.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.document.Json;
import io.troop.plugin.Catalog;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private final Map<String, @Nullable Object> document =
      new OpenApi(Catalog.load(), "1.2.3")
          .document(
              Map.of(
                  "/services", new TreeSet<>(Set.of("GET", "POST")),
                  "/services/{services}", new TreeSet<>(Set.of("GET", "PATCH")),
                  "/services/{services}/routes", new TreeSet<>(Set.of("GET", "POST")),
                  "/routes/{routes}/service", new TreeSet<>(Set.of("GET")),
                  "/status", new TreeSet<>(Set.of("GET"))));

  private @Nullable Object at(Object... path) {
    Object value = document;
    for (Object name : path) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  @Test
  void describesEntitiesByTheirSchemas() {
    assertThat(at("components", "schemas", "services", "properties", "port", "maximum"))
        .isEqualTo(65535L);
    assertThat(at("components", "schemas", "services", "properties", "port", "default"))
        .isEqualTo(80L);
    assertThat(at("components", "schemas", "services", "required")).isEqualTo(List.of("host"));
    assertThat(at("components", "schemas", "routes", "properties", "service", "x-reference"))
        .isEqualTo("services");
    assertThat(at("components", "schemas", "consumers", "x-entity-checks").toString())
        .contains("at_least_one_of");
  }

  @Test
  void namesTheBodiesOfOperations() {
    assertThat(Json.text(at("paths", "/services", "post")))
        .contains("#/components/schemas/services", "\"201\"", "\"409\"");
    assertThat(Json.text(at("paths", "/services/{services}/routes", "get")))
        .contains("#/components/schemas/routes", "\"offset\"");
    assertThat(Json.text(at("paths", "/routes/{routes}/service", "get")))
        .contains("#/components/schemas/services")
        .doesNotContain("offset");
    assertThat(Json.text(at("paths", "/services/{services}", "parameters")))
        .contains("\"in\":\"path\"");
  }

  @Test
  void saysWhatOperationsAndParametersMean() {
    assertThat(at("paths", "/services", "get", "summary")).isEqualTo("List services");
    assertThat(at("paths", "/services", "post", "summary")).isEqualTo("Make a service");
    assertThat(at("paths", "/services/{services}/routes", "get", "summary"))
        .isEqualTo("List the routes of a service");
    assertThat(at("paths", "/routes/{routes}/service", "get", "summary"))
        .isEqualTo("Read the service of a route");
    assertThat(at("paths", "/status", "get", "summary")).isEqualTo("How it does");
    assertThat(Json.text(at("paths", "/services/{services}", "parameters")))
        .contains("The id or the name of a service.");
    assertThat(
            at(
                "paths",
                "/services",
                "post",
                "requestBody",
                "content",
                "application/json",
                "example",
                "name"))
        .isEqualTo("shop");
  }

  @Test
  void hasNoReferenceThatLeadsNowhere() {
    Map<?, ?> schemas = (Map<?, ?>) at("components", "schemas");
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile("#/components/schemas/([^\"]+)")
            .matcher(Json.text(document));
    while (matcher.find()) {
      assertThat(schemas.keySet().stream().map(String::valueOf)).contains(matcher.group(1));
    }
  }

  @Test
  void hasAnIdOfItsOwnForEveryOperation() {
    List<String> ids =
        java.util.regex.Pattern.compile("\"operationId\":\"([^\"]+)\"")
            .matcher(Json.text(document))
            .results()
            .map(result -> result.group(1))
            .toList();

    assertThat(ids).hasSize(8).doesNotHaveDuplicates();
  }
}
