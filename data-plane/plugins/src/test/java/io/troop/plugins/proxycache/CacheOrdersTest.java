package io.troop.plugins.proxycache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.troop.plugin.Verdict;
import io.troop.plugin.tools.Orders;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheOrdersTest {
  private final FakeHost host = new FakeHost();
  private final ProxyCacheHandler handler =
      Plugins.handler(ProxyCacheHandler.class, "proxy-cache", "{\"strategy\":\"memory\"}", host);

  private Orders.Reply order(String method, String path, String... parameters) {
    return host.tools
        .takers
        .get("proxy-cache")
        .take(new Orders.Order(method, path, List.of(parameters)));
  }

  private static boolean isKept(ProxyCacheHandler handler) {
    return handler.onRequest(new FakeExchange("GET", "/a")) instanceof Verdict.Answer;
  }

  /// Has an answer kept, and gives its key.
  private String fill() {
    FakeExchange exchange = new FakeExchange("GET", "/a");
    exchange.response.headers.add("Content-Type", "text/plain");
    handler.onRequest(exchange);
    handler.onResponse(exchange);
    handler.onBody(exchange, Unpooled.copiedBuffer("hi", UTF_8), true);
    return exchange.response.headers.get("X-Cache-Key");
  }

  @Test
  void theCacheIsEmptied() {
    fill();
    assertThat(isKept(handler)).isTrue();

    assertThat(order("DELETE", "/proxy-cache")).isEqualTo(Orders.Reply.DONE);
    assertThat(isKept(handler)).isFalse();
  }

  @Test
  void anAnswerIsShown() {
    String key = fill();

    Orders.Reply reply = order("GET", "/proxy-cache/{plugin}/caches/{key}", "p", key);

    assertThat(reply.found()).isTrue();
    assertThat((Map<?, ?>) reply.document())
        .isEqualTo(
            Map.of(
                "status",
                200,
                "headers",
                Map.of("Content-Type", "text/plain"),
                "body",
                "hi",
                "body_len",
                2,
                "timestamp",
                1_700_000_000L,
                "ttl",
                300L,
                "version",
                1));
  }

  @Test
  void anAnswerIsRemoved() {
    String key = fill();

    assertThat(order("DELETE", "/proxy-cache/{key}", key)).isEqualTo(Orders.Reply.DONE);
    assertThat(order("DELETE", "/proxy-cache/{key}", key)).isEqualTo(Orders.Reply.NOTHING);
    assertThat(isKept(handler)).isFalse();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(order("GET", "/proxy-cache/{key}", "x")).isEqualTo(Orders.Reply.NOTHING);
  }

  @Test
  void aCacheThatIsGoneTakesNoOrders() {
    host.closeKept();

    assertThat(host.tools.takers).isEmpty();
  }
}
