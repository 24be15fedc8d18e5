package io.troop.plugins.requesttermination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestTerminationHandlerTest {
  private static final UUID ROUTE = new UUID(0, 1);

  private static Verdict echo(FakeExchange exchange, String config) {
    return Plugins.handler(
            Handler.OnRequestAsync.class, "request-termination", config, new FakeHost())
        .onRequest(exchange)
        .block();
  }

  private static Map<?, ?> document(Verdict verdict) {
    return (Map<?, ?>) Json.parse(new String(((Verdict.Answer) verdict).body(), UTF_8));
  }

  @Test
  void anEchoShowsAllOfTheRequestAndWhatItMatched() {
    FakeExchange exchange = new FakeExchange("GET", "/status/200?hello=there&a=1&a=2");
    exchange.header("Host", "x.test").header("X-Two", "1").header("X-Two", "2").body("cool body");
    exchange.route(ROUTE, "r");
    exchange.captures = new Exchange.Captures(List.of("status"), Map.of("parameter", "status"));

    Map<?, ?> all = document(echo(exchange, "{\"echo\":true,\"status_code\":404}"));

    assertThat(all.get("message")).isEqualTo("Not found");
    assertThat(((Map<?, ?>) all.get("matched_route")).get("id")).isEqualTo(ROUTE.toString());
    assertThat(((Map<?, ?>) all.get("matched_route")).get("paths")).isEqualTo(List.of("/"));
    assertThat(all.containsKey("matched_service")).isFalse();
    assertThat((Object) all.get("request"))
        .isEqualTo(
            Map.of(
                "scheme",
                "http",
                "host",
                "gateway.example",
                "port",
                8000L,
                "headers",
                Map.of("host", "x.test", "x-two", List.of("1", "2")),
                "query",
                Map.of("hello", "there", "a", List.of("1", "2")),
                "raw_body",
                "cool body",
                "method",
                "GET",
                "path",
                "/status/200",
                "uri_captures",
                Map.of("named", Map.of("parameter", "status"), "unnamed", List.of("status"))));
  }

  @Test
  void anEchoShowsTheFieldsOfABody() {
    FakeExchange exchange = new FakeExchange("POST", "/");
    exchange.header("Content-Type", "application/json").body("{\"a\":[1]}");

    Map<?, ?> request = (Map<?, ?>) document(echo(exchange, "{\"echo\":true}")).get("request");

    assertThat((Object) request.get("body")).isEqualTo(Map.of("a", List.of(1L)));
  }

  @Test
  void anEchoWaitsForItsTrigger() {
    String config = "{\"echo\":true,\"trigger\":\"gimme-an-echo\"}";

    assertThat(echo(new FakeExchange("GET", "/"), config)).isEqualTo(Verdict.PROCEED);
    assertThat(echo(new FakeExchange("GET", "/?gimme-an-echo"), config))
        .isInstanceOf(Verdict.Answer.class);
    assertThat(echo(new FakeExchange("GET", "/").header("Gimme-An-Echo", "x"), config))
        .isInstanceOf(Verdict.Answer.class);
  }
}
