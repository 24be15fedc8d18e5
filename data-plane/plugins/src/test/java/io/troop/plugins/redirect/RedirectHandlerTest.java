package io.troop.plugins.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectHandlerTest {

  @Test
  void theLocationStandsAsItIsConfigured() {
    Verdict.Answer answer = answer("{\"location\":\"https://Example.com:443/a?b#c\"}", "/x?y=1");

    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.body()).asString().isEqualTo("redirecting");
    assertThat(answer.headers())
        .containsExactly(Map.entry("Location", "https://Example.com:443/a?b#c"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com, https://example.com/x?y=1",
    "https://Example.com:443/a?b, https://example.com/x?y=1",
    "http://example.com:8080/a/, http://example.com:8080/x?y=1",
    "https://example.com:80, https://example.com:80/x?y=1",
    "https://Me@example.com/a#There, https://Me@example.com/x?y=1#There"
  })
  void pathAndQueryOfTheRequestReplaceTheLocations(String location, String expected) {
    Verdict.Answer answer =
        answer("{\"location\":\"" + location + "\",\"keep_incoming_path\":true}", "/x?y=1");

    assertThat(answer.headers()).containsExactly(Map.entry("Location", expected));
  }

  private static Verdict.Answer answer(String config, String asked) {
    return (Verdict.Answer)
        Plugins.handler(RedirectHandler.class, "redirect", config, new StillHost())
            .onRequest(new FakeExchange("GET", asked));
  }
}
