package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.jose.Token;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// Tokens whose signatures are missing, forged, or made with a key that must not make them.
class BearerSignatureTest extends WithBearerTokens {

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

  private static String part(Object value) {
    return base64(Json.bytes(value));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
