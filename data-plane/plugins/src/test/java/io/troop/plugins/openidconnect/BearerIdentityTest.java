package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a good token is then good for: scopes, consumers, groups, and what the upstream is told.
class BearerIdentityTest extends WithBearerTokens {

  @Test
  void requiresScopesAudiencesGroupsAndRoles() {
    gateway.with("scopes_required", List.of("write", "openid read"));
    assertThat(gateway.bearer(provider.token())).isEqualTo(Verdict.PROCEED);
    Verdict.Answer answer =
        (Verdict.Answer) gateway.bearer(provider.token(Map.of("scope", "read")));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.message()).isEqualTo("Forbidden");
    assertThat(answer.headers())
        .containsExactly(
            Map.entry(
                "WWW-Authenticate", "Bearer realm=\"127.0.0.1\", error=\"insufficient_scope\""));

    gateway.with("audience_required", List.of("shop"));
    assertThat(status(gateway.bearer(provider.token(Map.of("aud", List.of("bank"))))))
        .isEqualTo(403);
    assertThat(status(gateway.bearer(provider.token(Map.of("aud", List.of("bank", "shop"))))))
        .isEqualTo(200);
    gateway
        .with("groups_claim", List.of("user", "groups"))
        .with("groups_required", List.of("staff admins"));
    assertThat(status(gateway.bearer(provider.token()))).isEqualTo(403);
    Map<String, ?> groups = Map.of("user", Map.of("groups", List.of("admins", "staff")));
    assertThat(status(gateway.bearer(provider.token(groups)))).isEqualTo(200);
    gateway.with("claims_forbidden", List.of("user"));
    assertThat(status(gateway.bearer(provider.token(groups)))).isEqualTo(403);
  }

  @Test
  void findsTheConsumer() {
    Consumer alice = consumer("alice");
    gateway.with("consumer_claim", List.of("sub"));
    FakeExchange exchange = exchange(alice);
    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(alice);
    assertThat(exchange.outbound.headers.get("X-Consumer-Username")).isEqualTo("alice");

    assertThat(status(gateway.pass(exchange(consumer("bob"))))).isEqualTo(403);
    gateway.with("consumer_optional", true);
    FakeExchange unknown = exchange(consumer("bob"));
    assertThat(gateway.pass(unknown)).isEqualTo(Verdict.PROCEED);
    assertThat(unknown.identity.consumer()).isNull();
    assertThat(unknown.identity.isAuthenticated()).isTrue();
  }

  private static Consumer consumer(String name) {
    return new Consumer(UUID.randomUUID(), name, null, null, 1, 2);
  }

  private FakeExchange exchange(Consumer consumer) {
    FakeExchange exchange =
        new FakeExchange().header("Authorization", "Bearer " + provider.token());
    exchange.entities.all.add(consumer);
    return exchange;
  }

  @Test
  void letsTheAnonymousIn() {
    Consumer guest = consumer("guest");
    gateway.with("anonymous", "guest");
    FakeExchange exchange = new FakeExchange().header("Authorization", "Bearer ey.no.token");
    exchange.entities.all.add(guest);

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(guest);
    assertThat(exchange.outbound.headers.get("X-Anonymous-Consumer")).isEqualTo("true");
  }

  @Test
  void tellsClaimsAndNobodyElseDoes() {
    gateway
        .with("upstream_headers_claims", List.of("sub", "missing", "roles"))
        .with("upstream_headers_names", List.of("X-User", "X-Missing", "X-Roles"))
        .with("downstream_headers_claims", List.of("sub"))
        .with("downstream_headers_names", List.of("X-You"))
        .with("upstream_access_token_header", "x-token")
        .with("upstream_access_token_jwk_header", "x-key")
        .with("hide_credentials", true);
    String token = provider.token(Map.of("roles", List.of("a", "b")));
    FakeExchange exchange =
        new FakeExchange()
            .header("Authorization", "Bearer " + token)
            .header("X-User", "root")
            .header("X-Missing", "forged");

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.all("X-User")).containsExactly("alice");
    assertThat(exchange.outbound.headers.all("X-Missing")).isEmpty();
    assertThat(exchange.outbound.headers.get("X-Roles"))
        .isEqualTo(Base64.getEncoder().encodeToString("[\"a\",\"b\"]".getBytes(UTF_8)));
    assertThat(exchange.outbound.headers.get("x-token")).isEqualTo(token);
    assertThat(
            new String(Base64.getDecoder().decode(exchange.outbound.headers.get("x-key")), UTF_8))
        .contains("\"kid\":\"key-1\"");
    assertThat(exchange.outbound.headers.all("Authorization")).isEmpty();
    assertThat(exchange.response.headers.get("X-You")).isEqualTo("alice");
  }

  @Test
  void neverTellsALineBreak() {
    gateway
        .with("upstream_headers_claims", List.of("sub"))
        .with("upstream_headers_names", List.of("X-User"));
    FakeExchange exchange =
        new FakeExchange()
            .header(
                "Authorization", "Bearer " + provider.token(Map.of("sub", "a\r\nX-Admin: true")));

    gateway.pass(exchange);
    assertThat(exchange.outbound.headers.all("X-User")).isEmpty();
  }

  @Test
  void tellsAclTheGroups() {
    gateway.with("authenticated_groups_claim", List.of("scope"));
    FakeExchange exchange =
        new FakeExchange().header("Authorization", "Bearer " + provider.token());

    gateway.pass(exchange);
    assertThat(Authentication.groups(exchange)).containsExactly("openid", "read");
  }

  @Test
  void wantsACookieThatIsInTheToken() {
    gateway.with("jwt_session_cookie", "sess");
    String token = provider.token(Map.of("sid", "s1"));

    assertThat(status(gateway.bearer(token))).isEqualTo(401);
    FakeExchange exchange =
        new FakeExchange().header("Authorization", "Bearer " + token).header("Cookie", "sess=s1");
    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
  }
}
