package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.jose.Algorithm;
import io.troop.jose.Jwk;
import io.troop.plugin.Exchange;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Pem;
import io.troop.plugins.fakes.FakeExchange;
import java.io.InputStream;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tokens that are bound to a key (RFC 9449) or a certificate (RFC 8705) of who may show them.
class ProofTest {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final KeyPair KEYS = OidcProvider.pair("secp256r1");
  private static final KeyPair OTHERS = OidcProvider.pair("secp256r1");
  private static final String ADDRESS = "http://gateway.example:8000/orders";

  private final OidcProvider provider = new OidcProvider();
  private final Gateway gateway =
      new Gateway(provider)
          .accepting("bearer", "introspection", "session")
          .with("proof_of_possession_dpop", "strict")
          .with("display_errors", true);

  @AfterEach
  void close() {
    gateway.close();
    provider.close();
  }

  /// A proof in the making: a test may spoil it.
  private static final class Proof {
    final Map<String, Object> header = new LinkedHashMap<>();
    final Map<String, Object> claims = new LinkedHashMap<>();
    String algorithm = "ES256";
    KeyPair signer = KEYS;

    Proof(String token) {
      header.put("typ", "dpop+jwt");
      header.put("jwk", open(KEYS));
      claims.put("jti", "one");
      claims.put("htm", "GET");
      claims.put("htu", ADDRESS);
      claims.put("iat", OidcProvider.NOW);
      claims.put("ath", digest(token.getBytes(US_ASCII)));
    }

    String text() {
      header.put("alg", algorithm);
      String signed =
          BASE64.encodeToString(Json.bytes(header))
              + "."
              + BASE64.encodeToString(Json.bytes(claims));
      try {
        byte[] signature =
            Algorithm.isSymmetric(algorithm)
                ? Algorithm.sign(
                    algorithm, signed.getBytes(US_ASCII), new SecretKeySpec(new byte[32], "x"))
                : Algorithm.sign(algorithm, signed.getBytes(US_ASCII), signer.getPrivate());
        return signed + "." + BASE64.encodeToString(signature);
      } catch (java.security.GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Map<String, Object> open(KeyPair keys) {
    Map<String, Object> members = new LinkedHashMap<>(OidcProvider.jwk(keys, "k"));
    members.remove("kid");
    return members;
  }

  private static String digest(byte[] bytes) {
    try {
      return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String bound() {
    Jwk key = Jwk.of(open(KEYS));
    return provider.token(Map.of("cnf", Map.of("jkt", key.thumbprint())));
  }

  private static FakeExchange request(String token, Proof proof) {
    return new FakeExchange("GET", "/orders?page=2")
        .header("Authorization", "DPoP " + token)
        .header("DPoP", proof.text());
  }

  private static int status(Verdict verdict) {
    return verdict instanceof Verdict.Answer answer ? answer.status() : 200;
  }

  @Test
  void aTokenWithAProofOfItsKeyIsLetInAndBecomesABearerToken() {
    String token = bound();
    FakeExchange exchange = request(token, new Proof(token));

    assertThat(gateway.pass(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.all("Authorization")).containsExactly("Bearer " + token);
    assertThat(exchange.outbound.headers.all("DPoP")).isEmpty();
    assertThat(exchange.identity.credentialId()).isEqualTo("alice");
  }

  record Bad(String reason, Consumer<Proof> spoil) {
    @Override
    public String toString() {
      return reason;
    }
  }

  static Stream<Bad> bad() {
    long now = OidcProvider.NOW;
    Map<String, Object> secret = open(KEYS);
    secret.put("d", "AAAA");
    return Stream.of(
        new Bad("no dpop+jwt", proof -> proof.header.put("typ", "JWT")),
        new Bad("no dpop+jwt", proof -> proof.header.remove("jwk")),
        new Bad("no dpop+jwt", proof -> proof.header.put("jwk", secret)),
        new Bad(
            "no dpop+jwt",
            proof -> {
              proof.header.put(
                  "jwk", Map.of("kty", "oct", "k", BASE64.encodeToString(new byte[32])));
              proof.algorithm = "HS256";
            }),
        new Bad("signature is wrong", proof -> proof.signer = OTHERS),
        new Bad("signature is wrong", proof -> proof.algorithm = "HS256"),
        new Bad("signature is wrong", proof -> proof.header.put("crit", List.of("b64"))),
        new Bad(
            "not bound to the proof's key",
            proof -> {
              proof.header.put("jwk", open(OTHERS));
              proof.signer = OTHERS;
            }),
        new Bad("has no jti", proof -> proof.claims.remove("jti")),
        new Bad("for another request", proof -> proof.claims.put("htm", "POST")),
        new Bad("for another request", proof -> proof.claims.put("htu", ADDRESS + "/1")),
        new Bad("for another request", proof -> proof.claims.put("htu", "http://evil:8000/orders")),
        new Bad("for another request", proof -> proof.claims.remove("htu")),
        new Bad("for another token", proof -> proof.claims.put("ath", digest(new byte[1]))),
        new Bad("for another token", proof -> proof.claims.remove("ath")),
        new Bad("has no iat", proof -> proof.claims.remove("iat")),
        new Bad("time is over", proof -> proof.claims.put("iat", now - 301)),
        new Bad("not there yet", proof -> proof.claims.put("iat", now + 1)));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadProofIsRefused(Bad bad) {
    String token = bound();
    Proof proof = new Proof(token);
    bad.spoil.accept(proof);

    Verdict.Answer answer = (Verdict.Answer) gateway.pass(request(token, proof));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).contains(bad.reason);
    assertThat(answer.headers())
        .containsExactly(
            Map.entry(
                "WWW-Authenticate", "DPoP realm=\"127.0.0.1\", error=\"invalid_dpop_proof\""));
  }

  @Test
  void aBoundTokenWithoutAProofIsRefusedHoweverItIsShown() {
    String token = bound();

    assertThat(status(gateway.bearer(token))).isEqualTo(401);
    assertThat(status(gateway.pass(new FakeExchange().header("Authorization", "DPoP " + token))))
        .isEqualTo(401);
    FakeExchange twice = request(token, new Proof(token)).header("DPoP", new Proof(token).text());
    assertThat(status(gateway.pass(twice))).isEqualTo(401);
    FakeExchange long_ = new FakeExchange().header("DPoP", "x".repeat(10_000));
    assertThat(status(gateway.pass(long_.header("Authorization", "DPoP " + token)))).isEqualTo(401);
  }

  @Test
  void aProofCountsOnce() {
    String token = bound();
    Proof proof = new Proof(token);

    assertThat(status(gateway.pass(request(token, proof)))).isEqualTo(200);
    assertThat(status(gateway.pass(request(token, proof)))).isEqualTo(401);
    proof.claims.put("jti", "two");
    assertThat(status(gateway.pass(request(token, proof)))).isEqualTo(200);
  }

  @Test
  void theAddressIsComparedInItsUsualForm() {
    String token = bound();
    Proof proof = new Proof(token);
    proof.claims.put("htu", "HTTP://Gateway.Example:8000/orders?page=2#top");

    assertThat(status(gateway.pass(request(token, proof)))).isEqualTo(200);
  }

  @Test
  void clocksMayDifferByTheLeeway() {
    gateway.with("leeway", 10);
    String token = bound();
    Proof proof = new Proof(token);
    proof.claims.put("iat", OidcProvider.NOW + 10);

    assertThat(status(gateway.pass(request(token, proof)))).isEqualTo(200);
  }

  @Test
  void onlyBoundTokensNeedAProofWhenItIsOptional() {
    gateway.with("proof_of_possession_dpop", "optional");

    assertThat(status(gateway.bearer(provider.token()))).isEqualTo(200);
    assertThat(status(gateway.bearer(bound()))).isEqualTo(401);
    gateway.with("proof_of_possession_dpop", "strict");
    assertThat(status(gateway.bearer(provider.token()))).isEqualTo(401);
  }

  @Test
  void theNonceIsOursAndNotTooOld() {
    gateway.with("dpop_use_nonce", true);
    String token = bound();
    Proof proof = new Proof(token);
    proof.claims.put("nonce", BASE64.encodeToString(new byte[24]));

    Verdict.Answer asked = (Verdict.Answer) gateway.pass(request(token, proof));
    Map<String, String> told = new LinkedHashMap<>();
    asked.headers().forEach(header -> told.put(header.getKey(), header.getValue()));
    assertThat(told.get("WWW-Authenticate")).endsWith("error=\"use_dpop_nonce\"");

    // Now the time the client's own clock tells does not matter.
    proof.claims.put("nonce", told.get("DPoP-Nonce"));
    proof.claims.put("iat", OidcProvider.NOW - 100_000);
    assertThat(status(gateway.pass(request(token, proof)))).isEqualTo(200);

    gateway.host.now = Instant.ofEpochSecond(OidcProvider.NOW + 301);
    proof.claims.put("jti", "two");
    String newer =
        provider.token(
            Map.of(
                "exp",
                OidcProvider.NOW + 900,
                "cnf",
                Map.of("jkt", Jwk.of(open(KEYS)).thumbprint())));
    proof.claims.put("ath", digest(newer.getBytes(US_ASCII)));
    Verdict.Answer late = (Verdict.Answer) gateway.pass(request(newer, proof));
    assertThat(late.message()).contains("needs a nonce");
  }

  @Test
  void aThumbprintIsThatOfTheStandard() {
    // RFC 9449, section 6.1: the key of its examples.
    Jwk key =
        Jwk.of(
            Map.of(
                "kty", "EC",
                "x", "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                "y", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
                "crv", "P-256"));

    assertThat(key.thumbprint()).isEqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  }

  @Test
  void aTokenBoundToACertificateIsRefusedWithoutIt() throws Exception {
    gateway.with("proof_of_possession_dpop", "off").with("proof_of_possession_mtls", "optional");
    X509Certificate own = certificate("bob");
    String token = provider.token(Map.of("cnf", Map.of("x5t#S256", digest(own.getEncoded()))));

    assertThat(status(gateway.pass(by(own, token)))).isEqualTo(200);
    assertThat(status(gateway.pass(by(certificate("ca"), token)))).isEqualTo(401);
    assertThat(status(gateway.bearer(token))).isEqualTo(401);
    assertThat(status(gateway.bearer(provider.token()))).isEqualTo(200);
    gateway.with("proof_of_possession_mtls", "strict");
    assertThat(status(gateway.pass(by(own, provider.token())))).isEqualTo(401);
  }

  private static FakeExchange by(X509Certificate certificate, String token) {
    FakeExchange exchange = new FakeExchange().header("Authorization", "Bearer " + token);
    exchange.request.tls = new Exchange.Tls("TLSv1.3", "c", null, List.of(certificate));
    return exchange;
  }

  private static X509Certificate certificate(String name) throws Exception {
    try (InputStream in =
        ProofTest.class.getResourceAsStream("/io/troop/plugins/mtlsauth/" + name + ".pem")) {
      return Pem.certificate(new String(in.readAllBytes(), US_ASCII));
    }
  }
}
