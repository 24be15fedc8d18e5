package io.troop.plugins.azurefunctions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AzureFunctionsHandlerTest {
  private static final String CONFIG =
      "{\"appname\":\"app\",\"functionname\":\"/fn/\",\"apikey\":\"{vault://env/k}\",\"clientid\":\"me\"}";
  private final FakeHost host = new FakeHost();

  private Verdict ask(FakeExchange exchange) {
    host.secrets.put("{vault://env/k}", "key");
    return Plugins.handler(Handler.OnRequestAsync.class, "azure-functions", CONFIG, host)
        .onRequest(exchange)
        .block();
  }

  @Test
  void callsTheFunctionWithTheRequest() {
    host.tools.answer =
        _ -> FakeTools.reply(201, Map.of("X-F", "1", "Connection", "close"), "made");

    Verdict verdict =
        ask(new FakeExchange("POST", "/x?a=1").header("X-A", "a").header("Host", "h").body("in"));

    HttpCall call = host.tools.calls.getFirst();
    assertThat(call.url()).hasToString("https://app.azurewebsites.net/api/fn?a=1");
    assertThat(call.headers())
        .containsExactly(
            Map.entry("X-A", "a"),
            Map.entry("x-functions-key", "key"),
            Map.entry("x-functions-clientid", "me"));
    assertThat(new String(call.body(), UTF_8)).isEqualTo("in");
    Verdict.Answer answer = (Verdict.Answer) verdict;
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers())
        .containsExactly(Map.entry("X-F", "1"), Map.entry("Via", "1.1 kong/3.9.1"));
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("made");
  }

  @Test
  void aFunctionThatCanNotBeCalledIsAnError() {
    host.tools.answer =
        _ -> {
          throw new IllegalStateException("no route to host");
        };

    assertThat(ask(new FakeExchange()))
        .isEqualTo(Verdict.error(500, "An unexpected error occurred"));
  }
}
