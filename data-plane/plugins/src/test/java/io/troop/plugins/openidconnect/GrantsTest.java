package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.jose.Jwk;
import io.troop.jose.Token;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Certificate;
import io.troop.plugins.fakes.FakeExchange;
import java.io.InputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the gateway asks the provider about: grants, introspection, userinfo.
class GrantsTest {
  private final OidcProvider provider = new OidcProvider();
  private final Gateway gateway = new Gateway(provider);

  @AfterEach
  void close() {
    gateway.close();
    provider.close();
  }

  private static FakeExchange basic(String name, String password) {
    String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    return new FakeExchange().header("Authorization", "Basic " + pair);
  }

  private static int status(Verdict verdict) {
    return verdict instanceof Verdict.Answer answer ? answer.status() : 200;
  }

  @Test
  void asksForTokensWithAPassword() {
    gateway
        .accepting("password")
        .with("upstream_refresh_token_header", "x-refresh")
        .with("token_headers_replay", List.of("x-tenant"))
        .with("token_headers_prefix", "idp-");
    FakeExchange exchange = basic("alice", "wonder");

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("Authorization")).startsWith("Bearer ey");
    assertThat(exchange.outbound.headers.get("x-refresh")).startsWith("refresh-");
    assertThat(exchange.response.headers.get("idp-x-tenant")).isEqualTo("wonderland");
    assertThat(exchange.identity.credentialId()).isEqualTo("alice");
    assertThat(gateway.pass(basic("alice", "wonder"))).isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/token")).as("remembered").isEqualTo(1);
    assertThat(status(gateway.pass(basic("alice", "wrong")))).isEqualTo(401);
    assertThat(status(gateway.pass(basic("alice", "")))).isEqualTo(401);
  }

  private static Certificate certificate() throws Exception {
    String key =
        Base64.getMimeEncoder()
            .encodeToString(OidcProvider.pair("secp256r1").getPrivate().getEncoded());
    try (InputStream in =
        GrantsTest.class.getResourceAsStream("/io/troop/plugins/mtlsauth/bob.pem")) {
      return new Certificate(
          new UUID(0, 7),
          0,
          0,
          new String(in.readAllBytes(), UTF_8),
          "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n",
          null,
          null,
          null,
          null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls_client_auth", "self_signed_tls_client_auth"})
  void showsTheProviderItsCertificate(String method) throws Exception {
    provider.discovery.put(
        "mtls_endpoint_aliases", Map.of("token_endpoint", provider.issuer() + "/token?mtls"));
    gateway
        .accepting("password", "introspection")
        .with("tls_client_auth_cert_id", new UUID(0, 7).toString())
        .with("mtls_introspection_endpoint", provider.issuer() + "/introspect?mtls")
        .with("client_auth", List.of(method));
    provider.opaque.put("opaque", Map.of("active", true, "sub", "alice"));

    FakeExchange exchange = basic("alice", "wonder");
    assertThat(status(gateway.pass(exchange))).as("without a certificate").isEqualTo(500);
    exchange.entities.all.add(certificate());
    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(provider.last.get("/token")).containsEntry("client_id", OidcProvider.CLIENT);
    assertThat(provider.last.get("/token")).doesNotContainKey("client_secret");

    FakeExchange shown = new FakeExchange().header("Authorization", "Bearer opaque");
    shown.entities.all.add(certificate());
    assertThat(gateway.pass(shown)).isEqualTo(Verdict.PROCEED);
    assertThat(gateway.called)
        .contains(provider.issuer() + "/token?mtls", provider.issuer() + "/introspect?mtls");
  }

  @Test
  void asksForTokensWithAClientsSecret() {
    gateway.accepting("client_credentials");

    assertThat(gateway.pass(basic(OidcProvider.CLIENT, OidcProvider.SECRET)))
        .isEqualTo(Verdict.PROCEED);
    assertThat(status(gateway.pass(basic(OidcProvider.CLIENT, "guessed")))).isEqualTo(401);
    FakeExchange form =
        new FakeExchange("POST", "/")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body("client_id=gateway&client_secret=a+secret+only+we+two+know&x=1");
    gateway.with("hide_credentials", true);
    assertThat(gateway.pass(form)).isEqualTo(Verdict.PROCEED);
    assertThat(new String(form.outbound.body, UTF_8)).isEqualTo("x=1");
  }

  @Test
  void triesAClientAfterAUser() {
    gateway.accepting("password", "client_credentials");

    assertThat(gateway.pass(basic(OidcProvider.CLIENT, OidcProvider.SECRET)))
        .isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/token")).isEqualTo(2);
  }

  @Test
  void takesRefreshTokens() {
    gateway.accepting("password", "refresh_token").with("upstream_refresh_token_header", "r");
    FakeExchange first = basic("alice", "wonder");
    gateway.pass(first);
    String refresh = first.outbound.headers.get("r");

    assertThat(gateway.pass(new FakeExchange().header("Refresh-Token", refresh)))
        .isEqualTo(Verdict.PROCEED);
    assertThat(status(gateway.pass(new FakeExchange().header("Refresh-Token", "made up"))))
        .isEqualTo(401);
  }

  @Test
  void forgetsTokensWhenTheirTimeIsOver() {
    gateway.accepting("password");
    gateway.pass(basic("alice", "wonder"));
    gateway.host.now = gateway.host.now.plusSeconds(301);
    provider.claims.put("exp", OidcProvider.NOW + 900);

    assertThat(gateway.pass(basic("alice", "wonder"))).isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/token")).isEqualTo(2);
  }

  @Test
  void introspectsOpaqueTokens() {
    gateway
        .accepting("introspection")
        .with("scopes_required", List.of("read"))
        .with("upstream_introspection_header", "x-introspection")
        .with("introspection_post_args_names", List.of("tenant"))
        .with("introspection_post_args_values", List.of("t1"));
    provider.opaque.put(
        "opaque-1", Map.of("active", true, "scope", "read", "username", "alice", "sub", "a1"));
    FakeExchange exchange = new FakeExchange().header("Authorization", "Bearer opaque-1");

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.credentialId()).isEqualTo("a1");
    assertThat(provider.last.get("/introspect"))
        .containsEntry("token", "opaque-1")
        .containsEntry("token_type_hint", "access_token")
        .containsEntry("tenant", "t1");
    assertThat(exchange.outbound.headers.get("x-introspection")).isNotBlank();
    gateway.bearer("opaque-1");
    assertThat(provider.count("/introspect")).as("remembered").isEqualTo(1);
    assertThat(status(gateway.bearer("opaque-2"))).isEqualTo(401);
    provider.opaque.put("opaque-3", Map.of("active", true, "exp", OidcProvider.NOW - 1));
    assertThat(status(gateway.bearer("opaque-3"))).isEqualTo(401);
    provider.opaque.put("opaque-4", Map.of("active", "true", "scope", "read"));
    assertThat(status(gateway.bearer("opaque-4"))).isEqualTo(401);
  }

  @Test
  void remembersRefusalsOnlyWhenTold() {
    gateway.accepting("introspection");
    gateway.bearer("opaque");
    gateway.bearer("opaque");
    assertThat(provider.count("/introspect")).isEqualTo(2);

    gateway.with("cache_ttl_neg", 60);
    gateway.bearer("opaque");
    gateway.bearer("opaque");
    assertThat(provider.count("/introspect")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"500, 500", "401, 500", "200, 500"})
  void answersForABrokenIntrospection(int provided, int expected) {
    gateway.accepting("introspection");
    provider.broken.put("/introspect", provided);

    assertThat(status(gateway.bearer("opaque"))).isEqualTo(expected);
  }

  @Test
  void introspectsGoodTokensWhenTold() {
    gateway.accepting("bearer", "introspection").with("introspect_jwt_tokens", true);

    assertThat(status(gateway.bearer(provider.token()))).isEqualTo(401);
    String known = provider.token();
    provider.opaque.put(known, Map.of("active", true));
    assertThat(status(gateway.bearer(known))).isEqualTo(200);
  }

  @Test
  void asksForTheUser() {
    gateway
        .accepting("userinfo")
        .with("upstream_headers_claims", List.of("email"))
        .with("upstream_headers_names", List.of("X-Mail"));
    provider.opaque.put("opaque-1", Map.of());
    FakeExchange exchange = new FakeExchange().header("Authorization", "Bearer opaque-1");

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Mail")).isEqualTo("alice@example.com");
    assertThat(status(gateway.bearer("opaque-2"))).isEqualTo(401);
  }

  @Test
  void authenticatesByAssertions() throws Exception {
    Map<String, Object> key = new HashMap<>(OidcProvider.jwk(provider.keys, "own"));
    java.security.interfaces.RSAPrivateCrtKey secret =
        (java.security.interfaces.RSAPrivateCrtKey) provider.keys.getPrivate();
    key.put("d", text(secret.getPrivateExponent()));
    gateway
        .accepting("password")
        .with("client_auth", List.of("private_key_jwt"))
        .with("client_jwk", List.of(key));

    assertThat(gateway.pass(basic("alice", "wonder"))).isEqualTo(Verdict.PROCEED);
    Map<String, String> sent = provider.last.get("/token");
    Token assertion = Token.parse(sent.get("client_assertion"));
    assertThat(Jwk.of(OidcProvider.jwk(provider.keys, "own")).verifies(assertion)).isTrue();
    assertThat(assertion.claims().get("sub")).isEqualTo(OidcProvider.CLIENT);
    assertThat(assertion.claims().get("aud")).isEqualTo(provider.issuer() + "/token");
    assertThat(sent).doesNotContainKey("client_secret");
  }

  private static String text(java.math.BigInteger number) {
    byte[] bytes = number.toByteArray();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  @Test
  void remembersAnyGrantInASession() {
    gateway.accepting("password", "session");
    FakeExchange first = basic("alice", "wonder");
    gateway.pass(first);
    FakeExchange second = new FakeExchange().header("Cookie", Gateway.cookies(first));

    assertThat(gateway.pass(second)).isEqualTo(Verdict.PROCEED);
    gateway.with("disable_session", List.of("password"));
    FakeExchange third = basic("alice", "wonder");
    gateway.pass(third);
    assertThat(third.response.headers.all("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "session_storage|memcached|session_storage: memcached is not supported yet (expected: cookie or redis)",
        "token_exchange_endpoint|https://a/b|token_exchange_endpoint is not supported yet (expected: null)",
        "introspection_endpoint_auth_method|tls_client_auth|introspection_endpoint_auth_method: tls_client_auth needs a certificate in tls_client_auth_cert_id",
        "proof_of_possession_dpop|strict|auth_methods: only bearer, introspection and session can show a proof of possession",
      })
  void refusesConfigurationsItCanNotKeep(String field, String value, String message) {
    gateway.with(field, value);
    assertThatThrownBy(() -> gateway.pass(new FakeExchange())).hasMessageContaining(message);
  }
}
