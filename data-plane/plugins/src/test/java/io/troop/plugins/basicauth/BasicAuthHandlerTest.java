package io.troop.plugins.basicauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BasicAuthHandlerTest {
  private static final Autos AUTOS =
      new Autos(InstantSource.fixed(Instant.ofEpochSecond(1)), new Random(1));
  private static final Schema SCHEMA = Schema.of(BasicAuthCredential.class);
  private static final String BOB = "00000000-0000-4000-8000-00000000000b";
  private static final Map<String, Object> INPUT =
      Map.of("username", "bob", "password", "pass:word", "consumer", Map.of("id", BOB));

  private final FakeExchange exchange = new FakeExchange();

  @BeforeEach
  void aConsumerHasACredential() {
    exchange.entities.all.add(new Consumer(UUID.fromString(BOB), "bob", "c1", null, 0, 0));
    exchange.entities.all.add(
        RecordBinder.bind(BasicAuthCredential.class, SCHEMA.create(INPUT, AUTOS)));
  }

  @Test
  void storesTheSaltedDigestThatKongStores() {
    // echo -n pass:word00000000-0000-4000-8000-00000000000b | sha1sum
    assertThat(SCHEMA.create(INPUT, AUTOS))
        .containsEntry("password", "083a28453192f5dc9acab9c229327327c99ef381");
  }

  @Test
  void aChangeOfConsumerNeedsThePassword() {
    Map<String, Object> stored = SCHEMA.create(INPUT, AUTOS);

    assertThatThrownBy(() ->
            SCHEMA.update(Map.of("consumer", Map.of("id", BOB.replace("b", "c"))), stored, AUTOS))
        .hasMessageContaining("all or none of these fields must be set: 'password', 'consumer.id'");
    assertThat(SCHEMA.update(Map.of("username", "rob"), stored, AUTOS))
        .containsEntry("password", stored.get("password"));
  }

  @Test
  void letsInWithTheRightPassword() {
    exchange.header("Authorization", basic("bob:pass:word"));

    assertThat(run("{}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Consumer-Username")).isEqualTo("bob");
    assertThat(exchange.outbound.headers.get("X-Credential-Identifier")).isEqualTo("bob");
    assertThat(exchange.outbound.headers.get("Authorization")).isNotNull();
  }

  @Test
  void refusesEverybodyElse() {
    Verdict refusal =
        Verdict.error(401, "Unauthorized").with("WWW-Authenticate", "Basic realm=\"service\"");

    assertThat(run("{}")).isEqualTo(refusal);
    for (String wrong :
        new String[] {
          basic("bob:x"), basic("Bob:pass:word"), basic("bob"), "Basic !", "Bearer x", ""
        }) {
      exchange.request.headers.set("Authorization", wrong);
      assertThat(run("{}")).as(wrong).isEqualTo(refusal);
    }
  }

  @Test
  void triesProxyAuthorizationFirst() {
    exchange.header("Authorization", basic("nobody:x"));
    exchange.header("Proxy-Authorization", "basic " + basic("bob:pass:word").substring(6));

    assertThat(run("{\"hide_credentials\":true}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("Proxy-Authorization")).isNull();
  }

  @Test
  void namesTheRealm() {
    assertThat(((Verdict.Answer) run("{\"realm\":\"shop\"}")).headers())
        .containsExactly(Map.entry("WWW-Authenticate", "Basic realm=\"shop\""));
  }

  @Test
  void aStandInTakesTheFailed() {
    exchange.header("Authorization", basic("bob:wrong"));

    assertThat(run("{\"anonymous\":\"bob\"}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Anonymous-Consumer")).isEqualTo("true");
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private Verdict run(String config) {
    return Plugins.handler(Handler.OnRequest.class, "basic-auth", config, new StillHost())
        .onRequest(exchange);
  }
}
