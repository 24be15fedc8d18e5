package io.troop.plugins.botdetection;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BotDetectionHandlerTest {
  private static final Verdict FORBIDDEN = Verdict.error(403, "Forbidden");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "facebookexternalhit/1.1",
        "Twitterbot/1.0",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Go-http-client/1.1",
        "mycrawler",
        "some-spider 3"
      })
  void refusesBots(String agent) {
    assertThat(run("{}", agent)).isEqualTo(FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
        "curl/8.5.0",
        "other/1"
      })
  void letsPeopleIn(String agent) {
    assertThat(run("{}", agent)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void whatTheUserNamesComesFirst() {
    assertThat(run("{\"deny\":[\"mytool\"]}", "mytool/1")).isEqualTo(FORBIDDEN);
    assertThat(run("{\"allow\":[\"Googlebot\"]}", "Googlebot/2.1")).isEqualTo(Verdict.PROCEED);
    assertThat(run("{\"allow\":[\"x\"],\"deny\":[\"x\"]}", "x")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void letsInWhoSaysNothingAndRefusesWhoSaysTwoThings() {
    assertThat(run("{}")).isEqualTo(Verdict.PROCEED);
    assertThat(run("{}", "one/1", "two/2"))
        .isEqualTo(Verdict.error(400, "Only one User-Agent header allowed"));
  }

  private static Verdict run(String config, String... agents) {
    FakeExchange exchange = new FakeExchange();
    for (String agent : agents) {
      exchange.header("User-Agent", agent);
    }
    Handler.OnRequest handler =
        Plugins.handler(Handler.OnRequest.class, "bot-detection", config, new StillHost());
    Verdict first = handler.onRequest(exchange);
    assertThat(handler.onRequest(exchange)).as("what is remembered").isEqualTo(first);
    return first;
  }
}
