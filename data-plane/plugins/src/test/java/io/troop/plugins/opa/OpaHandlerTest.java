package io.troop.plugins.opa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OpaHandlerTest {
  private final FakeHost host = new FakeHost();

  private Verdict ask(String more, FakeExchange exchange) {
    return Plugins.handler(
            Handler.OnRequestAsync.class,
            "opa",
            "{\"opa_path\":\"/v1/data/allow\"" + more + "}",
            host)
        .onRequest(exchange)
        .block();
  }

  private Verdict decided(int status, String answer, FakeExchange exchange) {
    host.tools.answer = _ -> FakeTools.reply(status, answer);
    return ask("", exchange);
  }

  @Test
  void tellsThePolicyAboutTheRequest() {
    host.tools.answer = _ -> FakeTools.reply(200, "{\"result\":true}");

    Verdict verdict =
        ask(
            ",\"include_service_in_opa_input\":true,\"include_parsed_json_body_in_opa_input\":true",
            new FakeExchange("POST", "/p?q=1")
                .header("Content-Type", "application/json")
                .body("{\"a\":1}")
                .service(UUID.randomUUID(), "s", "up"));

    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    HttpCall call = host.tools.calls.getFirst();
    assertThat(call.url()).hasToString("http://localhost:8181/v1/data/allow");
    Map<?, ?> input = (Map<?, ?>) ((Map<?, ?>) Json.parse(call.body())).get("input");
    Map<?, ?> http = (Map<?, ?>) ((Map<?, ?>) input.get("request")).get("http");
    assertThat(http.get("method")).isEqualTo("POST");
    assertThat(http.get("port")).isEqualTo("8000");
    assertThat(http.get("querystring")).isEqualTo(Map.of("q", "1"));
    assertThat(http.get("parsed_body")).isEqualTo(Map.of("a", 1L));
    assertThat(((Map<?, ?>) input.get("service")).get("name")).isEqualTo("s");
    assertThat(input.get("client_ip")).isEqualTo("127.0.0.1");
  }

  @Test
  void falseIsForbidden() {
    assertThat(decided(200, "{\"result\":false}", new FakeExchange()))
        .isInstanceOfSatisfying(
            Verdict.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(403);
              assertThat(new String(answer.body(), UTF_8))
                  .isEqualTo("{\"message\":\"unauthorized\"}");
            });
  }

  @Test
  void anAllowingObjectAddsHeadersForTheUpstream() {
    FakeExchange exchange = new FakeExchange();

    Verdict verdict =
        decided(200, "{\"result\":{\"allow\":true,\"headers\":{\"X-By\":\"opa\"}}}", exchange);

    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("x-by")).isEqualTo("opa");
  }

  @Test
  void aDenyingObjectSaysWhatToAnswer() {
    assertThat(
            decided(
                200,
                "{\"result\":{\"allow\":false,\"status\":418,\"message\":\"no\",\"headers\":{\"X-By\":\"opa\"}}}",
                new FakeExchange()))
        .isInstanceOfSatisfying(
            Verdict.Answer.class,
            answer -> {
              assertThat(answer.status()).isEqualTo(418);
              assertThat(answer.headers()).contains(Map.entry("X-By", "opa"));
              assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"message\":\"no\"}");
            });
  }

  @Test
  void anythingElseIsAnError() {
    Verdict error = Verdict.error(500, "An unexpected error occurred");

    assertThat(decided(404, "{\"result\":true}", new FakeExchange())).isEqualTo(error);
    assertThat(decided(200, "{}", new FakeExchange())).isEqualTo(error);
    assertThat(decided(200, "nonsense", new FakeExchange())).isEqualTo(error);
    assertThat(decided(200, "{\"result\":{\"allow\":\"yes\"}}", new FakeExchange()))
        .isEqualTo(error);
    assertThat(decided(200, "{\"result\":{\"allow\":false,\"status\":7}}", new FakeExchange()))
        .isEqualTo(error);
  }

  @Test
  void nobodyPassesWhileThePolicyIsAwayOrSilent() {
    host.tools.answer =
        _ -> {
          throw new UncheckedIOException(new IOException("no answer within 60000 ms"));
        };

    assertThat(ask("", new FakeExchange()))
        .isEqualTo(Verdict.error(500, "An unexpected error occurred"));
  }
}
