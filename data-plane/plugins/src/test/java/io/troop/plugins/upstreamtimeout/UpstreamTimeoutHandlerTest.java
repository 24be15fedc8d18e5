package io.troop.plugins.upstreamtimeout;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UpstreamTimeoutHandlerTest {

  @Test
  void replacesTheTimeoutsThatAreConfigured() {
    FakeExchange exchange = new FakeExchange().service(UUID.randomUUID(), "s", "h");

    Verdict verdict =
        Plugins.handler(
                Handler.OnRequest.class,
                "upstream-timeout",
                "{\"connect_timeout\":5,\"read_timeout\":7}",
                new FakeHost())
            .onRequest(exchange);

    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.timeouts)
        .containsExactly(Duration.ofMillis(5), Duration.ofMillis(1000), Duration.ofMillis(7));
  }

  @Test
  void leavesARouteWithoutAServiceAlone() {
    FakeExchange exchange = new FakeExchange();

    Plugins.handler(
            Handler.OnRequest.class, "upstream-timeout", "{\"read_timeout\":7}", new FakeHost())
        .onRequest(exchange);

    assertThat(exchange.outbound.timeouts).isNull();
  }
}
