package io.troop.plugins.routebyheader;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import org.junit.jupiter.api.Test;

class RouteByHeaderHandlerTest {
  private static final String CONFIG =
      "{\"rules\":[{\"condition\":{\"X-A\":\"1\",\"X-B\":\"2\"},\"upstream_name\":\"both\"},{\"condition\":{\"x-a\":\"1\"},\"upstream_name\":\"one\"}]}";

  private static String upstream(FakeExchange exchange) {
    Plugins.handler(Handler.OnRequest.class, "route-by-header", CONFIG, new FakeHost())
        .onRequest(exchange);
    return exchange.outbound.upstream;
  }

  @Test
  void theFirstRuleWhoseHeadersAreAllThereDecides() {
    assertThat(upstream(new FakeExchange().header("x-a", "1").header("x-b", "2")))
        .isEqualTo("both");
    assertThat(upstream(new FakeExchange().header("x-a", "1"))).isEqualTo("one");
  }

  @Test
  void aRequestThatNoRuleMatchesGoesWhereItWent() {
    assertThat(upstream(new FakeExchange().header("x-a", "other"))).isNull();
  }
}
