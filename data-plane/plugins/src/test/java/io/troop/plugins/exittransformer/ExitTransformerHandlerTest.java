package io.troop.plugins.exittransformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler.OnExit.Origin;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitTransformerHandlerTest {
  private static final Verdict.Answer REFUSED =
      Verdict.json(401, "{\"message\":\"No API key found in request\"}")
          .with("WWW-Authenticate", "Key");

  private static Verdict.Answer changed(
      Map<String, Object> config, Verdict.Answer answer, Origin origin) {
    return Plugins.handler(
            ExitTransformerHandler.class, "exit-transformer", Json.write(config), new FakeHost())
        .onExit(new FakeExchange(), answer, origin);
  }

  private static Verdict.Answer changed(Verdict.Answer answer, String... functions) {
    return changed(Map.of("functions", List.of(functions)), answer, Origin.PLUGIN);
  }

  @Test
  void bodyAndHeadersMayBeChanged() {
    String function =
        """
        return function(status, body, headers)
          if not body then
            body = { message = "made" }
          else
            body.message = "changed"
          end
          if not headers then
            headers = { ["X-Message"] = "to none" }
          else
            headers["X-Message"] = "to some"
          end
          return status, body, headers
        end
        """;

    Verdict.Answer full = changed(REFUSED, function);
    assertThat(full.status()).isEqualTo(401);
    assertThat(full.body()).asString(UTF_8).isEqualTo("{\"message\":\"changed\"}");
    assertThat(full.headers())
        .containsExactly(
            Map.entry("WWW-Authenticate", "Key"),
            Map.entry("X-Message", "to some"),
            Map.entry("Content-Type", "application/json; charset=utf-8"));

    Verdict.Answer empty = changed(Verdict.empty(429), function);
    assertThat(empty.body()).asString(UTF_8).isEqualTo("{\"message\":\"made\"}");
    assertThat(empty.headers()).contains(Map.entry("X-Message", "to none"));

    Verdict.Answer error = changed(Verdict.error(403, "no"), function);
    assertThat(error.body()).asString(UTF_8).isEqualTo("{\"message\":\"changed\"}");
  }

  @Test
  void aTextReplacesJson() {
    Verdict.Answer answer =
        changed(
            REFUSED,
            "return function(s, b, h) return 404, [[<h1>gone</h1>]], {['Content-Type'] = 'text/html'} end");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).asString(UTF_8).isEqualTo("<h1>gone</h1>");
    assertThat(answer.headers()).containsExactly(Map.entry("Content-Type", "text/html"));
  }

  @Test
  void aBodyThatStaysIsWrittenAsTheClientAsksFor() {
    Verdict.Answer answer =
        changed(Verdict.error(403, "no"), "return function(s, b, h) return 451, b, h end");
    assertThat(answer.status()).isEqualTo(451);
    assertThat(answer.message()).isEqualTo("no");
    assertThat(answer.body()).isNull();
  }

  @Test
  void functionsFollowEachOther() {
    Verdict.Answer answer =
        changed(
            REFUSED,
            "return function(s, b, h) return s + 1, b, h end",
            "return function(s, b, h) b.status = s return s, b, h end");
    assertThat(answer.status()).isEqualTo(402);
    assertThat(answer.body())
        .asString(UTF_8)
        .isEqualTo("{\"message\":\"No API key found in request\",\"status\":402}");
  }

  @ParameterizedTest
  @CsvSource({
    "NO_ROUTE, false, false, 404",
    "NO_ROUTE, true, false, 200",
    "GATEWAY, true, false, 404",
    "GATEWAY, false, true, 200",
    "PLUGIN, false, false, 200"
  })
  void whatTheGatewaySaysItselfIsChangedWhenAskedFor(
      Origin origin, boolean unknown, boolean unexpected, int status) {
    Map<String, Object> config =
        Map.of(
            "functions", List.of("return function(s, b, h) return 200, b, h end"),
            "handle_unknown", unknown,
            "handle_unexpected", unexpected);
    assertThat(changed(config, Verdict.error(404, "x"), origin).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return function(s, b, h) return s, b.x.y, h end",
        "return function(s, b, h) return 'x', b, h end",
        "return function(s, b, h) return 42, b, h end",
        "return function(s, b, h) return s, b, 'h' end",
        "return function(s, b, h) return s, b, {['a b'] = 'x'} end",
        "return function(s, b, h) return s, b, {a = 'x\\r\\ny'} end",
        "return function() end"
      })
  void anAnswerThatAFunctionFailsOnStays(String function) {
    assertThat(changed(REFUSED, function)).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"functions\":[\"return 1\"]} | Error parsing function: it returns a number value",
        "{\"functions\":[\"return function(\"]} | Error parsing function: <name> expected",
        "{} | required field missing"
      },
      quoteCharacter = '`')
  void whatIsNoFunctionIsRefused(String config, String reason) {
    assertThatThrownBy(() ->
            Plugins.handler(
                ExitTransformerHandler.class, "exit-transformer", config, new FakeHost()))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(reason.trim());
  }
}
