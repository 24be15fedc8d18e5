package io.troop.plugins.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Exchange;
import io.troop.plugin.entity.AclGroup;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.net.InetAddress;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CanaryHandlerTest {
  private final FakeHost host = new FakeHost();

  private CanaryHandler handler(String config) {
    return Plugins.handler(
        CanaryHandler.class, "canary", "{\"upstream_host\":\"new.example\"," + config + "}", host);
  }

  private static FakeExchange exchange() {
    return new FakeExchange().service(UUID.randomUUID(), "s", "old.example");
  }

  private static boolean isSent(CanaryHandler handler, FakeExchange exchange) {
    handler.onRequest(exchange);
    return exchange.outbound.upstream != null;
  }

  private static FakeExchange by(Consumer consumer) {
    FakeExchange exchange = exchange();
    exchange.identity = new Exchange.Identity(consumer, "c", "c", false);
    return exchange;
  }

  private static Consumer consumer(int number) {
    return new Consumer(new UUID(7, number), "c" + number, null, null, 1, 2);
  }

  @Test
  void aShareOfConsumersGoesToTheCanaryAlwaysTheSame() {
    CanaryHandler handler = handler("\"percentage\":30");
    int sent = 0;
    for (int i = 0; i < 1000; i++) {
      boolean first = isSent(handler, by(consumer(i)));
      assertThat(isSent(handler, by(consumer(i)))).isEqualTo(first);
      sent += first ? 1 : 0;
    }

    assertThat(sent).isBetween(250, 350);
  }

  @Test
  void withoutAHashTheShareIsExact() {
    CanaryHandler handler = handler("\"percentage\":25,\"hash\":\"none\",\"steps\":100");
    int sent = 0;
    for (int i = 0; i < 400; i++) {
      sent += isSent(handler, exchange()) ? 1 : 0;
    }

    assertThat(sent).isEqualTo(100);
  }

  @Test
  void theShareGrowsInSteps() throws Exception {
    long start = host.now.getEpochSecond();
    CanaryHandler handler =
        handler("\"start\":" + start + ",\"duration\":100,\"steps\":10,\"hash\":\"ip\"");

    assertThat(sharesOf(handler, start - 5)).isZero();
    assertThat(sharesOf(handler, start + 9)).isZero();
    int first = sharesOf(handler, start + 10);
    int half = sharesOf(handler, start + 55);
    assertThat(first).isBetween(5, 60);
    assertThat(half).isBetween(90, 165);
    assertThat(sharesOf(handler, start + 100)).isEqualTo(256);
    assertThat(sharesOf(handler, start + 1000)).isEqualTo(256);
  }

  /// How many of 256 clients are sent to the canary at this second.
  private int sharesOf(CanaryHandler handler, long second) throws Exception {
    host.now = Instant.ofEpochSecond(second);
    int sent = 0;
    for (int i = 0; i < 256; i++) {
      FakeExchange exchange = exchange();
      exchange.request.clientAddress = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i});
      sent += isSent(handler, exchange) ? 1 : 0;
    }
    return sent;
  }

  @Test
  void groupsMayBeAllowedOrDenied() {
    Consumer member = consumer(1);
    FakeExchange inside = by(member);
    inside.entities.all.add(new AclGroup(UUID.randomUUID(), 1, new Ref(member.id()), "beta", null));
    CanaryHandler allow = handler("\"hash\":\"allow\",\"groups\":[\"beta\"]");
    CanaryHandler deny = handler("\"hash\":\"deny\",\"groups\":[\"beta\"]");

    assertThat(isSent(allow, inside)).isTrue();
    assertThat(isSent(allow, by(consumer(2)))).isFalse();
    assertThat(isSent(deny, by(consumer(2)))).isTrue();
    inside.outbound.upstream = null;
    assertThat(isSent(deny, inside)).isFalse();
  }

  @Test
  void clientsMayChoose() {
    CanaryHandler never = handler("\"percentage\":100,\"canary_by_header_name\":\"X-Canary\"");
    CanaryHandler always = handler("\"percentage\":0,\"canary_by_header_name\":\"X-Canary\"");

    assertThat(isSent(never, exchange().header("X-Canary", "never"))).isFalse();
    assertThat(isSent(never, exchange().header("X-Canary", "perhaps"))).isTrue();
    assertThat(isSent(always, exchange().header("X-Canary", "always"))).isTrue();
    assertThat(isSent(always, exchange())).isFalse();
  }

  @Test
  void aHeaderDecidesOrElseTheClient() {
    CanaryHandler handler =
        handler("\"percentage\":50,\"hash\":\"header\",\"hash_header\":\"X-User\"");
    int sent = 0;
    for (int i = 0; i < 200; i++) {
      sent += isSent(handler, exchange().header("X-User", "user" + i)) ? 1 : 0;
    }

    assertThat(sent).isBetween(70, 130);
    assertThat(isSent(handler, exchange())).isEqualTo(isSent(handler, exchange()));
  }

  @Test
  void portAndPathMayDiffer() {
    FakeExchange exchange = exchange();
    Plugins.handler(
            CanaryHandler.class,
            "canary",
            "{\"upstream_port\":9000,\"upstream_uri\":\"/v2\",\"percentage\":100}",
            host)
        .onRequest(exchange);

    assertThat(exchange.outbound.host).isEqualTo("old.example");
    assertThat(exchange.outbound.port).isEqualTo(9000);
    assertThat(exchange.outbound.path).isEqualTo("/v2");
  }

  @Test
  void whatIsNeededIsAskedFor() {
    assertThatThrownBy(() -> handler("\"hash\":\"none\""))
        .hasMessageContaining("percentage or start");
    assertThatThrownBy(() -> handler("\"hash\":\"allow\"")).hasMessageContaining("groups");
    assertThatThrownBy(() -> handler("\"hash\":\"header\",\"percentage\":1"))
        .hasMessageContaining("hash_header");
  }

  @Test
  void theFirstUpstreamIsUsedWhileTheCanaryHasNoHealthyTarget() {
    CanaryHandler falling = handler("\"percentage\":100,\"upstream_fallback\":true");
    CanaryHandler staying = handler("\"percentage\":100");
    FakeExchange exchange = exchange();
    exchange.unreachable.add("new.example");
    assertThat(isSent(falling, exchange)).isFalse();
    assertThat(isSent(staying, exchange)).isTrue();
    assertThat(isSent(falling, exchange())).isTrue();
  }
}
