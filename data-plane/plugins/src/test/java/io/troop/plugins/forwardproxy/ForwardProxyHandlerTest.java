package io.troop.plugins.forwardproxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Service;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ForwardProxyHandlerTest {
  private static final String PROXY = "\"http_proxy_host\":\"proxy\",\"http_proxy_port\":3128";
  private final FakeHost host = new FakeHost();

  private Verdict ask(FakeExchange exchange, String more) {
    return Plugins.handler(
            ForwardProxyHandler.class, "forward-proxy", "{" + PROXY + more + "}", host)
        .onRequest(exchange)
        .block();
  }

  private static FakeExchange exchange(String protocol, int port) {
    FakeExchange exchange = new FakeExchange("POST", "/a?x=1");
    exchange.service =
        new Service(
            UUID.randomUUID(),
            "s",
            5,
            protocol,
            "up.example",
            port,
            null,
            1000,
            1000,
            2000,
            null,
            null,
            null,
            null,
            null,
            true,
            1,
            2);
    return exchange;
  }

  @Test
  void aPlainRequestFlowsThroughTheProxy() {
    FakeExchange exchange = exchange("http", 8080);
    host.secrets.put("{vault://env/p}", "pw");

    Verdict verdict =
        ask(exchange, ",\"auth_username\":\"me\",\"auth_password\":\"{vault://env/p}\"");

    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.path).isEqualTo("http://up.example:8080/a");
    assertThat(exchange.outbound.query).isEqualTo("x=1");
    assertThat(exchange.outbound.host).isEqualTo("proxy");
    assertThat(exchange.outbound.port).isEqualTo(3128);
    assertThat(exchange.outbound.headers.get("Host")).isEqualTo("up.example:8080");
    assertThat(exchange.outbound.headers.get("Proxy-Authorization")).isEqualTo("Basic bWU6cHc=");
  }

  @Test
  void aSecuredRequestGoesThroughATunnel() {
    host.tools.answer =
        _ -> FakeTools.reply(201, Map.of("X-U", "1", "Transfer-Encoding", "chunked"), "out");
    FakeExchange exchange = exchange("https", 443).header("X-A", "1").body("in");

    Verdict.Answer answer =
        (Verdict.Answer) ask(exchange, ",\"auth_username\":\"me\",\"https_verify\":true");

    HttpCall call = host.tools.calls.getFirst();
    assertThat(call.url()).hasToString("https://up.example:443/a?x=1");
    assertThat(call.proxy()).hasToString("http://me:@proxy:3128");
    assertThat(call.tls().verify()).isTrue();
    assertThat(call.limits().answer()).hasMillis(2000);
    assertThat(call.headers()).contains(Map.entry("X-A", "1"));
    assertThat(new String(call.body(), UTF_8)).isEqualTo("in");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.headers()).containsExactly(Map.entry("X-U", "1"));
    assertThat(new String(answer.body(), UTF_8)).isEqualTo("out");
  }

  @Test
  void aProxyThatDoesNotAnswerIsABadGateway() {
    host.tools.answer =
        _ -> {
          throw ForwardProxyHandlerTest.<RuntimeException>sneaky(new IOException("refused"));
        };

    assertThat(((Verdict.Answer) ask(exchange("https", 443), "")).status()).isEqualTo(502);
  }

  @SuppressWarnings("unchecked")
  private static <X extends Exception> RuntimeException sneaky(Exception e) throws X {
    throw (X) e;
  }

  @Test
  void forwardedHeadersAreLeftOutOrAsTheClientSentThem() {
    FakeExchange deleted = exchange("http", 80).header("X-Forwarded-For", "1.2.3.4");
    deleted.outbound.headers.set("X-Forwarded-For", "1.2.3.4, 5.6.7.8");
    ask(deleted, ",\"x_headers\":\"delete\"");
    assertThat(deleted.outbound.headers.contains("X-Forwarded-For")).isFalse();

    FakeExchange kept = exchange("http", 80).header("X-Forwarded-For", "1.2.3.4");
    kept.outbound.headers.set("X-Forwarded-For", "1.2.3.4, 5.6.7.8");
    kept.outbound.headers.set("X-Forwarded-Proto", "http");
    ask(kept, ",\"x_headers\":\"transparent\"");
    assertThat(kept.outbound.headers.get("X-Forwarded-For")).isEqualTo("1.2.3.4");
    assertThat(kept.outbound.headers.contains("X-Forwarded-Proto")).isFalse();
  }

  @Test
  void aProxyIsNeeded() {
    assertThatThrownBy(
            () -> Plugins.handler(ForwardProxyHandler.class, "forward-proxy", "{}", host))
        .hasMessageContaining("'http_proxy_host', 'https_proxy_host'");
  }
}
