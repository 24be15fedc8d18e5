package io.troop.plugins.mocking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MockingHandlerTest {
  private static final String SPEC =
      """
      openapi: 3.0.0
      servers:
        - url: https://api.example.com/base/
      paths:
        /users/{id}:
          get:
            responses:
              '404': {description: none}
              '200':
                content:
                  application/json:
                    examples:
                      one: {value: {id: 1, tags: []}}
                      two: {value: {id: 2, since: 2024-01-02}}
                  text/plain: {example: user}
        /users/me:
          get:
            responses:
              default: {content: {application/json: {example: {me: true}}}}
        /made:
          post:
            responses:
              '201':
                content:
                  application/json: {schema: {$ref: '#/components/schemas/Pet'}}
        /gone:
          delete:
            responses: {'204': {description: gone}}
      components:
        schemas:
          Pet:
            type: object
            properties:
              id: {type: integer, minimum: 5, maximum: 6}
              name: {type: string}
              kind: {type: string, enum: [cat, dog]}
              parent: {$ref: '#/components/schemas/Pet'}
              tags: {type: array, items: {type: string, example: t}}
      """;
  private final FakeHost host = new FakeHost();

  private MockingHandler handler(String spec, Map<String, Object> more) {
    Map<String, Object> config = new LinkedHashMap<>(more);
    config.put("api_specification", spec);
    return Plugins.handler(MockingHandler.class, "mocking", Json.write(config), host);
  }

  private Verdict.Answer ask(String method, String path, String... headers) {
    return ask(handler(SPEC, Map.of()), method, path, headers);
  }

  private static Verdict.Answer ask(
      MockingHandler handler, String method, String path, String... headers) {
    FakeExchange exchange = new FakeExchange(method, path);
    for (int i = 0; i < headers.length; i += 2) {
      exchange.header(headers[i], headers[i + 1]);
    }
    return (Verdict.Answer) handler.onRequest(exchange).block(Duration.ofSeconds(10));
  }

  private static String text(Verdict.Answer answer) {
    return new String(answer.body(), UTF_8);
  }

  @Test
  void answersWithTheFirstExampleOfTheLeastStatus() {
    Verdict.Answer answer = ask("GET", "/users/7");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).isEqualTo("{\"id\":1,\"tags\":[]}");
    assertThat(answer.headers())
        .contains(
            Map.entry("Content-Type", "application/json"),
            Map.entry("X-Kong-Mocking-Plugin", "true"));
  }

  @Test
  void aPathWithoutParametersGoesFirst() {
    assertThat(text(ask("GET", "/users/me"))).isEqualTo("{\"me\":true}");
  }

  @Test
  void clientsChooseStatusExampleAndType() {
    assertThat(ask("GET", "/users/7", "X-Kong-Mocking-Status-Code", "404").status()).isEqualTo(404);
    assertThat(text(ask("GET", "/users/7", "X-Kong-Mocking-Example-Id", "two")))
        .isEqualTo("{\"id\":2,\"since\":\"2024-01-02T00:00:00Z\"}");
    assertThat(text(ask("GET", "/users/7", "Accept", "application/json;q=0.5, text/*")))
        .isEqualTo("user");
    assertThat(ask("GET", "/users/7", "Accept", "image/png").status()).isEqualTo(406);
  }

  @Test
  void whatTheDocumentLacksIsNotFound() {
    assertThat(ask("GET", "/other").status()).isEqualTo(404);
    assertThat(text(ask("PUT", "/users/7")))
        .isEqualTo(
            "{\"message\":\"Corresponding path and method spec does not exist in API"
                + " Specification\"}");
    assertThat(text(ask("GET", "/users/7", "X-Kong-Mocking-Status-Code", "500")))
        .contains("could not find the status code '500'");
    assertThat(text(ask("GET", "/users/7", "X-Kong-Mocking-Example-Id", "x")))
        .contains("could not find the example id 'x'");
  }

  @Test
  void aStatusWithoutContentHasNoBody() {
    Verdict.Answer answer = ask("DELETE", "/gone");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aSchemaGivesAnExample() {
    Map<?, ?> pet = (Map<?, ?>) Json.parse(text(ask("POST", "/made")));

    assertThat((Long) pet.get("id")).isBetween(5L, 6L);
    assertThat(pet.get("kind")).isEqualTo("cat");
    assertThat(pet.get("tags")).isEqualTo(List.of("t"));
    assertThat((String) pet.get("name")).isNotEmpty();
    assertThat(pet.get("parent")).isInstanceOf(Map.class);
  }

  @Test
  void statusesAndExamplesMayBeTakenByChance() {
    MockingHandler handler =
        handler(SPEC, Map.of("random_status_code", true, "random_examples", true));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Verdict.Answer answer = ask(handler, "GET", "/users/7");
      seen.add(answer.status() + text(answer));
    }

    assertThat(seen).hasSize(3);
  }

  @Test
  void onlyIncludedStatusesAreAnswered() {
    assertThat(
            ask(handler(SPEC, Map.of("included_status_codes", List.of(404))), "GET", "/users/7")
                .status())
        .isEqualTo(404);
  }

  @Test
  void theBasePathMayCount() {
    assertThat(
            ask(handler(SPEC, Map.of("include_base_path", true)), "GET", "/base/users/7").status())
        .isEqualTo(200);
    assertThat(ask(handler(SPEC, Map.of("include_base_path", true)), "GET", "/users/7").status())
        .isEqualTo(404);
    assertThat(
            ask(
                    handler(SPEC, Map.of("include_base_path", true, "custom_base_path", "/own")),
                    "GET",
                    "/own/users/7")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aDelayIsWaitedFor() {
    assertThat(ask("GET", "/users/7", "X-Kong-Mocking-Delay", "1").status()).isEqualTo(200);
    for (String wrong : List.of("-1", "10001", "soon")) {
      assertThat(ask("GET", "/users/7", "X-Kong-Mocking-Delay", wrong).status()).isEqualTo(400);
    }
  }

  @Test
  void readsVersion2() {
    String spec =
        """
        {"swagger":"2.0","basePath":"/v2","produces":["application/json"],
         "paths":{"/a":{"get":{"responses":{"200":{"examples":{"application/json":{"a":1}}}}},
                        "post":{"responses":{"201":{"schema":{"type":"boolean"}}}}}}}
        """;
    MockingHandler handler = handler(spec, Map.of("include_base_path", true));

    assertThat(text(ask(handler, "GET", "/v2/a"))).isEqualTo("{\"a\":1}");
    assertThat(text(ask(handler, "POST", "/v2/a"))).isIn("true", "false");
  }

  @Test
  void aDocumentThatIsNoneIsRefused() {
    assertThatThrownBy(() -> handler("nonsense", Map.of()))
        .hasMessageContaining("no OpenAPI document");
    assertThatThrownBy(() -> handler("{", Map.of())).hasMessageContaining("neither YAML nor JSON");
    assertThatThrownBy(() -> handler(SPEC, Map.of("min_delay_time", 2, "max_delay_time", 1)))
        .hasMessageContaining("min_delay_time must be less");
  }
}
