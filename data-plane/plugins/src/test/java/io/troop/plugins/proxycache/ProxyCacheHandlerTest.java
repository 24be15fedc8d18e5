package io.troop.plugins.proxycache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProxyCacheHandlerTest {
  private static final String HIDDEN =
      "{\"strategy\":\"memory\",\"cache_ttl\":2,\"response_headers\":"
          + "{\"age\":false,\"X-Cache-Status\":false,\"X-Cache-Key\":false}}";

  private final FakeHost host = new FakeHost();

  private ProxyCacheHandler handler(String config) {
    return Plugins.handler(ProxyCacheHandler.class, "proxy-cache", config, host);
  }

  private void move(Duration time) {
    host.now = host.now.plus(time);
  }

  /// Asks, has the upstream answer when need be, and gives the exchange of a miss.
  private static FakeExchange fill(ProxyCacheHandler handler, FakeExchange exchange) {
    exchange.response.headers.add("Content-Type", "text/plain");
    assertThat(handler.onRequest(exchange)).isEqualTo(Verdict.PROCEED);
    handler.onResponse(exchange);
    handler.onBody(exchange, Unpooled.copiedBuffer("hi", UTF_8), true);
    return exchange;
  }

  @Test
  void headersAreHiddenButFromThoseWhoLookForFaults() {
    ProxyCacheHandler handler = handler(HIDDEN);

    assertThat(fill(handler, new FakeExchange("GET", "/a")).response.headers.lines).hasSize(1);
    FakeExchange hit = new FakeExchange("GET", "/a");
    assertThat(((Verdict.Answer) handler.onRequest(hit)).headers()).hasSize(1);
    assertThat(hit.response.repeated).isTrue();

    Verdict.Answer told =
        (Verdict.Answer) handler.onRequest(new FakeExchange("GET", "/a").header("Kong-Debug", "1"));
    assertThat(told.headers())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactly("Content-Type", "Age", "X-Cache-Status", "X-Cache-Key");
    FakeExchange miss = fill(handler, new FakeExchange("GET", "/b").header("Kong-Debug", "1"));
    assertThat(miss.response.headers.get("X-Cache-Status")).isEqualTo("Miss");
    assertThat(miss.response.headers.get("X-Cache-Key")).hasSize(64);
  }

  @Test
  void anAnswerIsGoneWhenItsTimeIsOver() {
    ProxyCacheHandler handler = handler(HIDDEN);
    fill(handler, new FakeExchange("GET", "/a"));

    move(Duration.ofMillis(1_999));
    assertThat(handler.onRequest(new FakeExchange("GET", "/a"))).isInstanceOf(Verdict.Answer.class);
    move(Duration.ofMillis(1));
    assertThat(handler.onRequest(new FakeExchange("GET", "/a"))).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void anAnswerThatIsStoredForeverIsRefreshed() {
    ProxyCacheHandler handler =
        handler("{\"strategy\":\"memory\",\"cache_ttl\":2,\"storage_ttl\":0}");
    fill(handler, new FakeExchange("GET", "/a"));

    move(Duration.ofSeconds(3));
    FakeExchange later = fill(handler, new FakeExchange("GET", "/a"));
    assertThat(later.response.headers.get("X-Cache-Status")).isEqualTo("Refresh");
  }

  @Test
  void theKeyIsMadeOfTheRequestLineUpToItsQuery() throws Exception {
    ProxyCacheHandler handler = handler("{\"strategy\":\"memory\"}");

    assertThat(fill(handler, new FakeExchange("GET", "/a")).response.headers.get("X-Cache-Key"))
        .isEqualTo(sha256("default|GET|GET /a HTTP/1.1||"));
    assertThat(
            fill(handler, new FakeExchange("GET", "/a?b=1&a")).response.headers.get("X-Cache-Key"))
        .isEqualTo(sha256("default|GET|GET /a|a:b=1|"));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
