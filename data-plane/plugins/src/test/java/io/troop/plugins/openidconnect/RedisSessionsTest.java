package io.troop.plugins.openidconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeRedis;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sessions that are kept in Redis.
class RedisSessionsTest {
  private final FakeRedis redis = new FakeRedis();
  private OidcProvider provider;
  private Gateway gateway;

  @BeforeEach
  void start() {
    provider = new OidcProvider();
    gateway =
        new Gateway(provider)
            .accepting("authorization_code", "session")
            .with("session_storage", "redis")
            .with("redis", Map.of("prefix", "shop"));

    gateway.host.tools.redis = redis;
  }

  @AfterEach
  void stop() {
    gateway.close();
    provider.close();
  }

  private static FakeExchange get(String path, String cookies) {
    FakeExchange exchange = new FakeExchange("GET", path);
    return cookies.isEmpty() ? exchange : exchange.header("Cookie", cookies);
  }

  private static Verdict.Answer answer(Verdict verdict) {
    return (Verdict.Answer) verdict;
  }

  private static String location(Verdict verdict) {
    return answer(verdict).headers().stream()
        .filter(header -> header.getKey().equals("Location"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  /// Goes to the provider and back.
  private FakeExchange back() {
    FakeExchange first = get("/shop", "");
    String arguments = provider.logIn(location(gateway.pass(first)));
    return get("/shop?" + arguments, Gateway.cookies(first));
  }

  private String logIn() {
    FakeExchange back = back();
    assertThat(gateway.pass(back)).isEqualTo(Verdict.PROCEED);
    return Gateway.cookies(back);
  }

  @Test
  void theCookieHoldsTheIdOnly() {
    String cookies = logIn();

    assertThat(cookies).startsWith("session=").hasSizeLessThan(200);
    assertThat(redis.texts).hasSize(1);
    assertThat(redis.texts.keySet().iterator().next()).matches("shop:[0-9a-f]{32}");
    assertThat(redis.texts.values()).allMatch(text -> !text.contains("alice"));
    assertThat(redis.lifetimes.values()).containsExactly(900L);

    FakeExchange next = get("/shop", cookies);
    assertThat(gateway.pass(next)).isEqualTo(Verdict.PROCEED);
    assertThat(next.identity.credentialId()).isEqualTo("alice");
    assertThat(next.response.headers.all("Set-Cookie")).isEmpty();
  }

  @Test
  void redisNeedNotKnowTheId() {
    gateway.with("session_hash_storage_key", true);
    String cookies = logIn();

    assertThat(redis.texts.keySet().iterator().next()).matches("shop:[0-9a-f]{64}");
    assertThat(gateway.pass(get("/shop", cookies))).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void aSessionThatRedisForgotIsOver() {
    String cookies = logIn();
    redis.texts.clear();

    assertThat(location(gateway.pass(get("/shop", cookies)))).contains("/authorize");
  }

  @Test
  void aSessionUnderAnothersIdDoesNotOpen() {
    String mine = logIn();
    String id = redis.texts.keySet().iterator().next();
    logIn();
    String other =
        redis.texts.keySet().stream().filter(key -> !key.equals(id)).findFirst().orElseThrow();
    redis.texts.put(id, redis.texts.get(other));

    assertThat(location(gateway.pass(get("/shop", mine)))).contains("/authorize");
  }

  @Test
  void aSessionInUseIsKeptOn() {
    String cookies = logIn();
    redis.calls.clear();
    gateway.host.now = gateway.host.now.plusSeconds(120);

    assertThat(gateway.pass(get("/shop", cookies))).isEqualTo(Verdict.PROCEED);
    assertThat(redis.calls).containsExactly("GET", "SET");
  }

  @Test
  void loggingOutForgetsIt() {
    gateway.with("logout_query_arg", "logout").with("logout_methods", List.of("GET"));
    String cookies = logIn();

    assertThat(answer(gateway.pass(get("/shop?logout=1", cookies))).status()).isEqualTo(302);
    assertThat(redis.texts).isEmpty();
    assertThat(location(gateway.pass(get("/shop", cookies)))).contains("/authorize");
  }

  @Test
  void nobodyIsToldOfASessionThatIsNotKept() {
    FakeExchange back = back();
    redis.away = true;

    assertThat(answer(gateway.pass(back)).status()).isEqualTo(500);
    assertThat(Gateway.cookies(back)).doesNotContain("session=");
  }

  @Test
  void aRequestWithASessionIs500WhileRedisIsAway() {
    String cookies = logIn();
    redis.away = true;

    assertThat(answer(gateway.pass(get("/shop", cookies))).status()).isEqualTo(500);
    redis.away = false;
    assertThat(gateway.pass(get("/shop", cookies))).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void aServerHasToBeNamed() {
    gateway.config.remove("redis");

    assertThatThrownBy(() -> gateway.pass(get("/shop", "")))
        .hasMessageContaining("redis: needed for session_storage redis");
  }
}
