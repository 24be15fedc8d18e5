package io.troop.plugins.ratelimiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Placement;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeRedis;
import io.troop.plugins.fakes.Plugins;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitingHandlerTest {
  private static final String REDIS = "'policy':'redis','redis':{'host':'r'}";
  private static final UUID ROUTE = new UUID(0, 7);

  private final FakeHost host = new FakeHost();
  private final FakeRedis redis = new FakeRedis();

  @BeforeEach
  void prepare() {
    host.now = Instant.parse("2026-03-10T12:34:56.700Z");
    host.tools.redis = redis;
  }

  private Handler handler(String config) {
    return Plugins.handler(Handler.class, "rate-limiting", config.replace('\'', '"'), host);
  }

  private static Verdict ask(Handler handler, FakeExchange exchange) {
    Verdict verdict =
        switch (handler) {
          case Handler.OnRequest local -> local.onRequest(exchange);
          case Handler.OnRequestAsync shared -> shared.onRequest(exchange).block();
          default -> throw new AssertionError("no handler of requests");
        };
    ((Handler.OnResponse) handler).onResponse(exchange);
    return verdict;
  }

  private static boolean passes(Handler handler, FakeExchange exchange) {
    return ask(handler, exchange).equals(Verdict.PROCEED);
  }

  private static boolean passes(Handler handler) {
    return passes(handler, new FakeExchange());
  }

  private static FakeExchange from(String address) throws Exception {
    FakeExchange exchange = new FakeExchange();
    exchange.request.clientAddress = InetAddress.getByName(address);
    return exchange;
  }

  private static FakeExchange of(String consumer, String credential) {
    FakeExchange exchange = new FakeExchange();
    exchange.identity =
        new Exchange.Identity(
            consumer == null
                ? null
                : new Consumer(
                    UUID.nameUUIDFromBytes(consumer.getBytes()), consumer, null, null, 1, 2),
            credential,
            null,
            false);
    return exchange;
  }

  @ParameterizedTest
  @ValueSource(strings = {"'policy':'local'", REDIS, REDIS + ",'sync_rate':1"})
  void tellsTheLimitAndWhatIsLeft(String policy) {
    Handler handler = handler("{'minute':3,'day':10," + policy + "}");
    FakeExchange first = new FakeExchange();

    assertThat(ask(handler, first)).isEqualTo(Verdict.PROCEED);

    assertThat(first.response.headers.lines)
        .containsExactly(
            Map.entry("X-RateLimit-Limit-Minute", "3"),
            Map.entry("X-RateLimit-Remaining-Minute", "2"),
            Map.entry("X-RateLimit-Limit-Day", "10"),
            Map.entry("X-RateLimit-Remaining-Day", "9"),
            Map.entry("RateLimit-Limit", "3"),
            Map.entry("RateLimit-Remaining", "2"),
            Map.entry("RateLimit-Reset", "4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'policy':'local'", REDIS, REDIS + ",'sync_rate':1"})
  void refusesBeyondTheLimitAndDoesNotCountRefusals(String policy) {
    Handler handler = handler("{'hour':1,'day':10," + policy + "}");
    assertThat(passes(handler)).isTrue();
    assertThat(passes(handler)).isFalse();
    FakeExchange third = new FakeExchange();

    assertThat(ask(handler, third)).isEqualTo(Verdict.error(429, "API rate limit exceeded"));

    assertThat(third.response.headers.lines)
        .contains(
            Map.entry("X-RateLimit-Remaining-Hour", "0"),
            Map.entry("X-RateLimit-Remaining-Day", "9"),
            Map.entry("RateLimit-Remaining", "0"),
            Map.entry("RateLimit-Reset", "1504"),
            Map.entry("Retry-After", "1504"));
  }

  @ParameterizedTest
  @CsvSource({
    "second, 2026-03-10T12:34:56.999Z, 2026-03-10T12:34:57Z",
    "minute, 2026-03-10T12:34:59.999Z, 2026-03-10T12:35:00Z",
    "hour, 2026-03-10T12:59:59.999Z, 2026-03-10T13:00:00Z",
    "day, 2026-03-10T23:59:59.999Z, 2026-03-11T00:00:00Z",
    "month, 2026-03-31T23:59:59.999Z, 2026-04-01T00:00:00Z",
    "year, 2026-12-31T23:59:59.999Z, 2027-01-01T00:00:00Z"
  })
  void windowsAreThoseOfTheCalendar(String period, Instant last, Instant next) {
    Handler handler = handler("{'" + period + "':1}");
    assertThat(passes(handler)).isTrue();
    host.now = last;
    assertThat(passes(handler)).isFalse();
    host.now = next;
    assertThat(passes(handler)).isTrue();
  }

  @Test
  void aClockThatGoesBackOpensNoWindow() {
    Handler handler = handler("{'second':1}");
    assertThat(passes(handler)).isTrue();
    host.now = host.now.minusSeconds(5);
    assertThat(passes(handler)).isFalse();
  }

  @Test
  void hidesWhatClientsNeedNotKnow() {
    Handler handler = handler("{'day':1,'hide_client_headers':true}");
    passes(handler);
    FakeExchange second = new FakeExchange();

    assertThat(passes(handler, second)).isFalse();
    assertThat(second.response.headers.lines).isEmpty();
  }

  @Test
  void refusesInConfiguredWords() {
    Handler handler = handler("{'day':1,'error_code':503,'error_message':'slow down'}");
    passes(handler);

    assertThat(ask(handler, new FakeExchange())).isEqualTo(Verdict.error(503, "slow down"));
  }

  @Test
  void countsConsumersApartAndOthersByAddress() throws Exception {
    Handler handler = handler("{'day':1}");

    assertThat(passes(handler, of("amy", "c1"))).isTrue();
    assertThat(passes(handler, of("amy", "c2"))).isFalse();
    assertThat(passes(handler, of("bob", null))).isTrue();
    assertThat(passes(handler, of(null, "c3"))).isTrue();
    assertThat(passes(handler, of(null, "c3"))).isFalse();
    assertThat(passes(handler, from("10.0.0.1"))).isTrue();
    assertThat(passes(handler, from("10.0.0.1"))).isFalse();
    assertThat(passes(handler, from("10.0.0.2"))).isTrue();
  }

  @Test
  void countsCredentialsApart() {
    Handler handler = handler("{'day':1,'limit_by':'credential'}");

    assertThat(passes(handler, of("amy", "c1"))).isTrue();
    assertThat(passes(handler, of("amy", "c2"))).isTrue();
    assertThat(passes(handler, of("amy", "c1"))).isFalse();
  }

  @Test
  void countsByAddressServiceHeaderAndPath() throws Exception {
    Handler byAddress = handler("{'day':1,'limit_by':'ip'}");
    assertThat(passes(byAddress, of("amy", "c1"))).isTrue();
    assertThat(passes(byAddress, of("bob", "c2"))).isFalse();

    Handler byHeader = handler("{'day':1,'limit_by':'header','header_name':'X-Client'}");
    assertThat(passes(byHeader, from("10.0.0.1").header("X-Client", "1"))).isTrue();
    assertThat(passes(byHeader, from("10.0.0.2").header("x-client", "1"))).isFalse();
    assertThat(passes(byHeader, from("10.0.0.2").header("x-client", "2"))).isTrue();
    assertThat(passes(byHeader, from("10.0.0.3"))).isTrue();

    Handler byPath = handler("{'day':1,'limit_by':'path','path':'/status'}");
    assertThat(passes(byPath, new FakeExchange("GET", "/status?x=1"))).isTrue();
    assertThat(passes(byPath, new FakeExchange("GET", "/status"))).isFalse();

    Handler byService = handler("{'day':1,'limit_by':'service'}");
    FakeExchange one = from("10.1.0.1").service(new UUID(0, 1), "s", "h");
    FakeExchange two = from("10.1.0.2").service(new UUID(0, 1), "s", "h");
    assertThat(passes(byService, one)).isTrue();
    assertThat(passes(byService, two)).isFalse();
  }

  @Test
  void plugInsOfTwoRoutesCountApartAndANewConfigurationGoesOnCounting() {
    host.placement = new Placement(ROUTE, null, null);
    assertThat(passes(handler("{'day':2}"))).isTrue();
    Handler changed = handler("{'day':3}");
    FakeExchange exchange = new FakeExchange();
    assertThat(passes(changed, exchange)).isTrue();
    assertThat(exchange.response.headers.get("X-RateLimit-Remaining-Day")).isEqualTo("1");

    host.placement = new Placement(new UUID(0, 8), null, null);
    assertThat(passes(handler("{'day':1}"))).isTrue();
  }

  @Test
  void countsUnderKongsKeysInRedis() {
    host.placement = new Placement(ROUTE, null, null);
    passes(handler("{'minute':5," + REDIS + "}"));

    assertThat(redis.counts)
        .containsExactly(
            Map.entry(
                "ratelimit:00000000-0000-0000-0000-000000000007:"
                    + "00000000-0000-0000-0000-000000000000:127.0.0.1:"
                    + Instant.parse("2026-03-10T12:34:00Z").toEpochMilli()
                    + ":minute",
                1L));
  }

  @Test
  void requestsPassWhileRedisIsAwayWhenFaultTolerant() {
    Handler handler = handler("{'minute':1," + REDIS + "}");
    redis.away = true;
    FakeExchange exchange = new FakeExchange();

    assertThat(passes(handler, exchange)).isTrue();
    assertThat(passes(handler)).isTrue();
    assertThat(exchange.response.headers.lines).isEmpty();

    redis.away = false;
    assertThat(passes(handler)).isTrue();
    assertThat(passes(handler)).isFalse();
  }

  @Test
  void requestsFailWhileRedisIsAwayWhenNotFaultTolerant() {
    Handler handler = handler("{'minute':1,'fault_tolerant':false," + REDIS + "}");
    redis.away = true;

    assertThatThrownBy(() -> passes(handler)).hasMessage("no connection");
  }

  @Test
  void tellsRedisNowAndThenWhenAsked() {
    Handler handler = handler("{'day':5,'sync_rate':0.5," + REDIS + "}");
    passes(handler);
    passes(handler);
    assertThat(redis.counts).isEmpty();
    assertThat(redis.calls).containsExactly("mget");

    host.tasks.forEach(Runnable::run);
    assertThat(redis.counts.values()).containsExactly(2L);

    redis.counts.replaceAll((_, _) -> 5L);
    host.tasks.forEach(Runnable::run);
    assertThat(passes(handler)).isFalse();
  }

  @Test
  void keepsCountingAndTellsLaterWhenRedisWasAwayDuringAnExchange() {
    Handler handler = handler("{'day':5,'sync_rate':0.5," + REDIS + "}");
    passes(handler);
    redis.away = true;
    host.tasks.forEach(Runnable::run);
    assertThat(passes(handler)).isTrue();
    redis.away = false;
    host.tasks.forEach(Runnable::run);

    assertThat(redis.counts.values()).containsExactly(2L);
  }

  @Test
  void aSecretThatRefersToAVaultIsResolved() {
    host.secrets.put("{vault://env/redis}", "s3cret");
    Handler handler =
        handler(
            "{'minute':1,'policy':'redis','redis':{'host':'r','password':'{vault://env/redis}'}}");

    assertThat(passes(handler)).isTrue();
  }

  @Test
  void aWindowWithAFractionAdmitsOneMore() {
    Handler handler = handler("{'day':1.5}");
    FakeExchange exchange = new FakeExchange();

    assertThat(passes(handler, exchange)).isTrue();
    assertThat(exchange.response.headers.get("RateLimit-Limit")).isEqualTo("1.5");
    assertThat(passes(handler)).isTrue();
    assertThat(passes(handler)).isFalse();
  }

  @Test
  void forgetsNothingWithinAMinute() {
    Handler handler = handler("{'minute':2}");
    for (int i = 0; i < 1000; i++) {
      passes(handler, of("c" + i, null));
    }
    host.now = host.now.plus(Duration.ofSeconds(1));

    assertThat(List.of(0, 500, 999))
        .allSatisfy(i -> {
          assertThat(passes(handler, of("c" + i, null))).isTrue();
          assertThat(passes(handler, of("c" + i, null))).isFalse();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | at least one of these fields must be non-empty: 'config.second'",
        "{'minute':0} | value must be greater than 0",
        "{'minute':5,'hour':2} | The limit for hour(2.0) cannot be lower than the limit for"
            + " minute(5.0)",
        "{'minute':1,'policy':'x'} | expected one of: local, cluster, redis",
        "{'minute':1,'policy':'cluster'} | expected one of: local, redis",
        "{'minute':1,'policy':'redis'} | failed conditional validation given value of field"
            + " 'config.policy'",
        "{'minute':1,'limit_by':'header'} | failed conditional validation given value of field"
            + " 'config.limit_by'",
        "{'minute':1,'sync_rate':1} | sync_rate can only be used with the redis policy",
        "{'minute':1,'policy':'redis','redis':{'host':'r'},'sync_rate':0.01} | sync_rate must be"
            + " greater than 0.02, or -1 to disable",
        "{'minute':1,'error_code':0} | value must be greater than 0"
      })
  void refusesWrongConfigurations(String config, String message) {
    assertThatThrownBy(() -> handler(config))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message);
  }
}
