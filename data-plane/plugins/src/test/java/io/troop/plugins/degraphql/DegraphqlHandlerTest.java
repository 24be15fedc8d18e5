package io.troop.plugins.degraphql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DegraphqlHandlerTest {
  private static final UUID SERVICE = UUID.randomUUID();
  private static final String REPOSITORY =
      "query ($owner:String! $name: String!, $n:Int = 3, $deep:Boolean, $tags:[String!]!)"
          + "{ repository(owner:$owner, name:$name) { name } }";

  private static DegraphqlRoute route(String uri, String query) {
    return new DegraphqlRoute(UUID.randomUUID(), 1, 1, new Ref(SERVICE), Set.of("GET"), uri, query);
  }

  private static FakeExchange exchange(String method, String path) {
    FakeExchange exchange = new FakeExchange(method, path).service(SERVICE, "s", "api.example");
    exchange.entities.all.addAll(
        List.of(route("/:owner/:name", REPOSITORY), route("/me", "{ viewer { login } }")));
    return exchange;
  }

  private static Verdict ask(FakeExchange exchange) {
    return Plugins.handler(DegraphqlHandler.class, "degraphql", "{}", new FakeHost())
        .onRequest(exchange);
  }

  private static Map<?, ?> body(FakeExchange exchange) {
    return (Map<?, ?>) Json.parse(new String(exchange.outbound.body, UTF_8));
  }

  @Test
  void aPathBecomesAQuery() {
    FakeExchange exchange = exchange("GET", "/kong/my%20repo");

    assertThat(ask(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.method).isEqualTo("POST");
    assertThat(exchange.outbound.path).isEqualTo("/graphql");
    assertThat(exchange.outbound.query).isNull();
    assertThat(exchange.outbound.headers.get("Content-Type")).isEqualTo("application/json");
    assertThat(body(exchange))
        .isEqualTo(
            Map.of("query", REPOSITORY, "variables", Map.of("owner", "kong", "name", "my repo")));
  }

  @Test
  void argumentsAreOfTheirDeclaredTypes() {
    FakeExchange exchange = exchange("GET", "/a/b?n=5&deep=true&tags=x&tags=y&other=1");
    ask(exchange);

    assertThat(body(exchange).get("variables"))
        .isEqualTo(
            Map.of("owner", "a", "name", "b", "n", 5L, "deep", true, "tags", List.of("x", "y")));
  }

  @Test
  void aPathWithoutVariablesGoesFirst() {
    FakeExchange exchange = exchange("GET", "/me");
    ask(exchange);

    assertThat(body(exchange).get("query")).isEqualTo("{ viewer { login } }");
  }

  @Test
  void whatNoRouteStandsForIsNotFound() {
    assertThat(ask(exchange("GET", "/a/b/c"))).isEqualTo(Verdict.error(404, "Not Found"));
    assertThat(ask(exchange("POST", "/me"))).isEqualTo(Verdict.error(404, "Not Found"));
  }

  @Test
  void aRequestWithoutAServiceIsLeftAlone() {
    FakeExchange exchange = new FakeExchange("GET", "/me");

    assertThat(ask(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.body).isNull();
  }
}
