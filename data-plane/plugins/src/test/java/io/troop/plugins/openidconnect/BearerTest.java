package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.jose.Token;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that clients show, good and bad.
class BearerTest {
  private final OidcProvider provider = new OidcProvider();
  private final Gateway gateway = new Gateway(provider).accepting("bearer");

  @AfterEach
  void close() {
    gateway.close();
    provider.close();
  }

  private static int status(Verdict verdict) {
    return verdict instanceof Verdict.Answer answer ? answer.status() : 200;
  }

  private String refusal(String token) {
    gateway.with("display_errors", true);
    Verdict verdict = gateway.bearer(token);
    assertThat(status(verdict)).isEqualTo(401);
    return ((Verdict.Answer) verdict).message();
  }

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

  @Test
  void refusesATokenWithoutASignature() {
    String none = part(Map.of("alg", "none")) + "." + provider.token().split("\\.")[1] + ".";
    assertThat(refusal(none)).isEqualTo("Unauthorized (invalid token: invalid alg)");
    assertThat(refusal(none + "AAAA")).isEqualTo("Unauthorized (invalid token: invalid alg)");

    String[] parts = provider.token().split("\\.");
    assertThat(refusal(parts[0] + "." + parts[1] + "."))
        .isEqualTo("Unauthorized (invalid token: invalid signature)");
  }

  @Test
  void refusesAPublicKeyAsASecret() throws Exception {
    Map<String, ?> claims = Map.of("iss", provider.issuer(), "sub", "eve");
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(provider.keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    for (byte[] secret : List.of(provider.keys.getPublic().getEncoded(), pem.getBytes(UTF_8))) {
      String forged =
          Token.sign("HS256", provider.keyId, claims, new SecretKeySpec(secret, "HmacSHA256"));
      assertThat(refusal(forged)).isEqualTo("Unauthorized (invalid signature)");
      gateway.with("enable_hs_signatures", true);
      assertThat(refusal(forged)).isEqualTo("Unauthorized (invalid signature)");
      gateway.with("enable_hs_signatures", false);
    }
  }

  @Test
  void takesTheClientsSecretOnlyWhenItMay() throws Exception {
    SecretKeySpec secret = new SecretKeySpec(OidcProvider.SECRET.getBytes(UTF_8), "HmacSHA256");
    String token = Token.sign("HS256", null, Map.of("iss", provider.issuer()), secret);

    assertThat(refusal(token)).isEqualTo("Unauthorized (invalid signature)");
    gateway.with("enable_hs_signatures", true);
    assertThat(gateway.bearer(token)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void ignoresSecretsThatAreInAKeySet() throws Exception {
    byte[] bytes = "published by mistake, long enough".getBytes(UTF_8);
    provider.published =
        List.of(
            Map.of("kty", "oct", "kid", "o", "k", Base64.getUrlEncoder().encodeToString(bytes)));
    String token =
        Token.sign(
            "HS256", "o", Map.of("iss", provider.issuer()), new SecretKeySpec(bytes, "HmacSHA256"));
    gateway.with("enable_hs_signatures", true);

    assertThat(refusal(token)).isEqualTo("Unauthorized (invalid signature)");
  }

  @Test
  void refusesAKeyOfAnotherKindOrAlgorithm() throws Exception {
    KeyPair elliptic = OidcProvider.pair("secp256r1");
    Map<String, ?> claims = Map.of("iss", provider.issuer());
    String token = Token.sign("ES256", "ec", claims, elliptic.getPrivate());
    provider.published = List.of(OidcProvider.jwk(elliptic, "ec"));
    assertThat(gateway.bearer(token)).isEqualTo(Verdict.PROCEED);

    provider.published = List.of(OidcProvider.jwk(provider.keys, "ec"));
    gateway.with("leeway", 1);
    assertThat(refusal(token)).isEqualTo("Unauthorized (invalid signature)");

    String other = Token.sign("RS512", "ec", claims, provider.keys.getPrivate());
    Map<String, Object> only = new java.util.HashMap<>(OidcProvider.jwk(provider.keys, "ec"));
    only.put("alg", "RS256");
    provider.published = List.of(only);
    gateway.with("leeway", 2);
    assertThat(refusal(other)).isEqualTo("Unauthorized (invalid signature)");
  }

  @Test
  void refusesWhatTheTokenItselfBrings() throws Exception {
    KeyPair own = OidcProvider.stranger();
    String header =
        part(Map.of("alg", "RS256", "kid", "eve", "jwk", OidcProvider.jwk(own, "eve"), "jku", "x"));
    String signed = header + "." + part(Map.of("iss", provider.issuer()));
    byte[] signature =
        io.troop.jose.Algorithm.sign("RS256", signed.getBytes(UTF_8), own.getPrivate());

    assertThat(refusal(signed + "." + base64(signature)))
        .isEqualTo("Unauthorized (suitable key was not found)");
  }

  @Test
  void refusesWhatItDoesNotUnderstand() throws Exception {
    String header = part(Map.of("alg", "RS256", "kid", "key-1", "crit", List.of("b64")));
    String signed = header + "." + part(Map.of("iss", provider.issuer()));
    byte[] signature =
        io.troop.jose.Algorithm.sign("RS256", signed.getBytes(UTF_8), provider.keys.getPrivate());

    assertThat(refusal(signed + "." + base64(signature)))
        .isEqualTo("Unauthorized (invalid token: crit is not supported)");
  }

  @Test
  void refusesTextsOfWrongForm() {
    String good = provider.token();
    for (String bad :
        List.of(
            "opaque",
            "..",
            "a.b.c",
            "ey",
            good + ".x",
            good.substring(0, good.length() - 4),
            good + "AAAA",
            "x".repeat(100_000),
            "ey" + ".".repeat(10_000),
            part(List.of("alg", "RS256")) + ".e30.AA",
            good.replace('.', ' '))) {
      assertThat(status(gateway.bearer(bad)))
          .as(bad.substring(0, Math.min(40, bad.length())))
          .isEqualTo(401);
    }
  }

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

  private static String part(Object value) {
    return base64(Json.bytes(value));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
