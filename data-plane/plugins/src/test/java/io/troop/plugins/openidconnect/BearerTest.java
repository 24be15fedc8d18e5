package io.troop.plugins.openidconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that clients show: where they are found, and when they are good.
class BearerTest extends WithBearerTokens {

  @Test
  void letsInTheHolderOfAToken() {
    String token = provider.token();
    FakeExchange exchange = new FakeExchange().header("Authorization", "bearer " + token);

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.credentialId()).isEqualTo("alice");
    assertThat(exchange.outbound.headers.all("Authorization")).containsExactly("Bearer " + token);
    assertThat(exchange.outbound.headers.get("X-Credential-Identifier")).isEqualTo("alice");
  }

  @Test
  void findsTokensWhereTheyMayBe() {
    String token = provider.token();
    gateway
        .with("bearer_token_param_type", List.of("header", "query", "body", "cookie"))
        .with("bearer_token_cookie_name", "tok");

    assertThat(status(gateway.pass(new FakeExchange("GET", "/?access_token=" + token))))
        .isEqualTo(200);
    assertThat(status(gateway.pass(new FakeExchange().header("x-access-token", token))))
        .isEqualTo(200);
    assertThat(status(gateway.pass(new FakeExchange().header("Cookie", "a=b; tok=" + token))))
        .isEqualTo(200);
    FakeExchange form =
        new FakeExchange("POST", "/")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body("access_token=" + token);
    assertThat(status(gateway.pass(form))).isEqualTo(200);
  }

  @Test
  void refusesARequestThatShowsNothing() {
    Verdict.Answer answer = (Verdict.Answer) gateway.pass(new FakeExchange());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo("Unauthorized");
    assertThat(answer.headers())
        .containsExactly(Map.entry("WWW-Authenticate", "Bearer realm=\"127.0.0.1\""));
    assertThat(provider.asked).isEmpty();
  }

  @Test
  void namesTheErrorOfABadToken() {
    Verdict.Answer answer = (Verdict.Answer) gateway.bearer("ey.no.token");
    assertThat(answer.headers())
        .containsExactly(
            Map.entry("WWW-Authenticate", "Bearer realm=\"127.0.0.1\", error=\"invalid_token\""));

    gateway.with("expose_error_code", false).with("unauthorized_error_message", "Go away");
    answer = (Verdict.Answer) gateway.bearer("ey.no.token");
    assertThat(answer.message()).isEqualTo("Go away");
    assertThat(answer.headers())
        .containsExactly(Map.entry("WWW-Authenticate", "Bearer realm=\"127.0.0.1\""));
  }

  record Bad(String name, Map<String, ?> claims, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> bad() {
    long now = OidcProvider.NOW;
    return Stream.of(
        new Bad("expired", Map.of("exp", now - 1), "token has expired"),
        new Bad("ends now", Map.of("exp", now), "token has expired"),
        new Bad("not yet valid", Map.of("nbf", now + 10), "token is not valid yet"),
        new Bad("issued later", Map.of("iat", now + 10), "token was issued in the future"),
        new Bad("text for a time", Map.of("exp", "tomorrow"), "exp is not a number"),
        new Bad("other issuer", Map.of("iss", "https://evil"), "invalid issuer: https://evil"),
        new Bad("no issuer", Map.of("iss", ""), "invalid issuer: null"),
        new Bad("issuer that is a list", Map.of("iss", List.of("x")), "invalid issuer: [x]"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refusesBadClaims(Bad bad) {
    assertThat(refusal(provider.token(bad.claims())))
        .isEqualTo("Unauthorized (" + bad.reason() + ")");
  }

  @Test
  void toleratesClocksThatDiffer() {
    gateway.with("leeway", 15);
    long now = OidcProvider.NOW;

    assertThat(gateway.bearer(provider.token(Map.of("exp", now - 10)))).isEqualTo(Verdict.PROCEED);
    assertThat(gateway.bearer(provider.token(Map.of("nbf", now + 10)))).isEqualTo(Verdict.PROCEED);
    assertThat(gateway.bearer(provider.token(Map.of("iat", now + 10)))).isEqualTo(Verdict.PROCEED);
    assertThat(status(gateway.bearer(provider.token(Map.of("exp", now - 15))))).isEqualTo(401);
  }
}
