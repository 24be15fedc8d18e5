package io.troop.plugins.openidconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.jose.Token;
import io.troop.plugin.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Keys and configuration as a provider tells them, and while it tells nothing.
class ProviderKeysTest extends WithBearerTokens {

  @Test
  void followsARotationOfKeys() {
    assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
    provider.rotate("key-2");
    String token = provider.token();

    assertThat(status(gateway.bearer(token))).as("asked just before").isEqualTo(401);
    gateway.host.now = gateway.host.now.plusSeconds(31);
    assertThat(gateway.bearer(token)).isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/jwks")).isEqualTo(2);
  }

  @Test
  void doesNotLetUnknownKeysHaveTheProviderCalled() throws Exception {
    assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
    gateway.host.now = gateway.host.now.plusSeconds(31);
    for (int i = 0; i < 20; i++) {
      String made =
          Token.sign("RS256", "made-up-" + i, Map.of(), OidcProvider.stranger().getPrivate());
      assertThat(status(gateway.bearer(made))).isEqualTo(401);
    }
    assertThat(provider.count("/jwks")).isEqualTo(2);
  }

  @Test
  void asksOnceForManyRequests() {
    provider.gate = new CountDownLatch(1);
    String token = provider.token();
    gateway.bearer("ey.a.b");
    List<CompletableFuture<Verdict>> passes =
        IntStream.range(0, 8)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> gateway.bearer(token)))
            .toList();
    provider.gate.countDown();

    passes.forEach(pass -> assertThat(pass.join()).isEqualTo(Verdict.PROCEED));
    assertThat(provider.count("/.well-known/openid-configuration")).isEqualTo(1);
    assertThat(provider.count("/jwks")).isEqualTo(1);
  }

  @Test
  void goesOnWithWhatItKnowsWhileTheProviderIsAway() {
    assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
    provider.broken.put("/.well-known/openid-configuration", 503);
    provider.broken.put("/jwks", 503);
    gateway.host.now = gateway.host.now.plusSeconds(3700);
    String token = provider.token(Map.of("exp", OidcProvider.NOW + 9000));

    assertThat(gateway.bearer(token)).isEqualTo(Verdict.PROCEED);
    assertThat(gateway.bearer(token)).isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/.well-known/openid-configuration")).isEqualTo(2);
  }

  @Test
  void answers500WhileTheProviderCanNotBeAsked() {
    for (int status : List.of(500, 404, 200)) {
      provider.broken.put("/.well-known/openid-configuration", status);
      Verdict.Answer answer = (Verdict.Answer) gateway.bearer(provider.token());
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.message()).isEqualTo("An unexpected error occurred");
    }
    provider.broken.clear();
    assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void answers500WhileTheKeysCanNotBeRead() {
    provider.broken.put("/jwks", 503);
    Verdict.Answer answer = (Verdict.Answer) gateway.bearer(provider.token());
    assertThat(answer.status()).isEqualTo(500);

    provider.broken.clear();
    assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void takesKeysOfOtherIssuers() {
    try (OidcProvider other = new OidcProvider()) {
      gateway
          .with("extra_jwks_uris", List.of(other.issuer() + "/jwks"))
          .with("issuers_allowed", List.of(provider.issuer(), other.issuer()));
      provider.keyId = "own";
      provider.published = List.of(OidcProvider.jwk(provider.keys, "own"));

      assertThat(gateway.bearer(other.token())).isEqualTo(Verdict.PROCEED);
      assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
    }
  }

  @Test
  void worksWithoutDiscovery() {
    gateway
        .with("using_pseudo_issuer", true)
        .with("issuer", "https://pseudo.example")
        .with("extra_jwks_uris", List.of(provider.issuer() + "/jwks"));

    assertThat(gateway.bearer(provider.token(Map.of("iss", "https://pseudo.example"))))
        .isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/.well-known/openid-configuration")).isZero();
  }
}
