package io.troop.plugins.azurefunctions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.AzureStub;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against a function app that checks keys.
class AzureFunctionsWireTest {
  private final FakeHost host = new FakeHost();
  private AzureStub azure;

  @BeforeEach
  void start() {
    azure = new AzureStub("https://app.azurewebsites.net/api/fn", "s3cret");
    host.tools.answer = azure;
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private Verdict.Answer ask(String more, FakeExchange exchange) {
    String config = "{\"appname\":\"app\",\"functionname\":\"fn\"" + more + "}";
    return (Verdict.Answer)
        Plugins.handler(Handler.OnRequestAsync.class, "azure-functions", config, host)
            .onRequest(exchange)
            .block();
  }

  private static String text(Verdict.Answer answer) {
    return new String(answer.body(), UTF_8);
  }

  @Test
  void theFunctionGetsTheRequestAndTheKey() {
    Verdict.Answer answer =
        ask(
            ",\"apikey\":\"s3cret\",\"clientid\":\"me\"",
            new FakeExchange("POST", "/and/then/some?hello=world").body("I'll be back"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).isEqualTo("POST /api/fn?hello=world me I'll be back");
    assertThat(answer.headers()).contains(Map.entry("Via", "1.1 kong/3.9.1"));
  }

  @Test
  void aWrongKeyIsRefusedByAzure() {
    assertThat(ask(",\"apikey\":\"guessed\"", new FakeExchange()).status()).isEqualTo(401);
    assertThat(ask("", new FakeExchange()).status()).isEqualTo(401);
  }

  @Test
  void clientsCanNotBringAKey() {
    FakeExchange mine = new FakeExchange().header("X-Functions-Key", "s3cret");
    assertThat(ask("", mine).status()).isEqualTo(401);

    FakeExchange other = new FakeExchange().header("x-functions-key", "guessed");
    assertThat(ask(",\"apikey\":\"s3cret\"", other).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"/fn/,api,200", "fn,/api/,200", "fn,other,404", "gn,api,404"})
  void slashesDoNotMatterInTheAddress(String function, String prefix, int status) {
    String more =
        ",\"apikey\":\"s3cret\",\"functionname\":\"%s\",\"routeprefix\":\"%s\""
            .formatted(function, prefix);

    assertThat(ask(more, new FakeExchange()).status()).isEqualTo(status);
  }

  @Test
  void aQueryThatIsNoUrlsIsEscaped() {
    Verdict.Answer answer =
        ask(",\"apikey\":\"s3cret\"", new FakeExchange("GET", "/?a={b}|c&d=%20e"));

    assertThat(text(answer)).startsWith("GET /api/fn?a=%7Bb%7D%7Cc&d=%20e");
  }
}
