package io.troop.plugin.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The PEM files beside this class were made for it alone: `ec`, `rsa` and `ed25519` hold a key in
/// its various forms and a certificate until 2126; `expired` is over.
class CertificateTest {

  private final Schema certificates = Schema.of(Certificate.class);
  private final Schema authorities = Schema.of(CaCertificate.class);
  private final Schema keys = Schema.of(Key.class);

  @ParameterizedTest
  @ValueSource(strings = {"ec.pkcs8", "ec.sec1", "rsa.pkcs8", "rsa.pkcs1", "ed25519.pkcs8"})
  void takesACertificateWithItsKey(String key) {
    String kind = key.substring(0, key.indexOf('.'));

    assertThat(certificates.check(Map.of("cert", pem(kind + ".crt"), "key", pem(key + ".key"))))
        .containsEntry("cert_alt", null);
  }

  @Test
  void takesASecondCertificateOfAnotherKind() {
    Map<String, String> both =
        Map.of(
            "cert", pem("ec.crt"),
            "key", pem("ec.pkcs8.key"),
            "cert_alt", pem("rsa.crt"),
            "key_alt", pem("rsa.pkcs8.key"));

    assertThat(certificates.check(both)).containsEntry("cert_alt", pem("rsa.crt"));
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() {
    assertThatThrownBy(
            () -> certificates.check(Map.of("cert", pem("ec.crt"), "key", pem("rsa.pkcs8.key"))))
        .hasMessage("schema violation (certificate does not match key)");
  }

  @Test
  void takesReferencesUnseen() {
    assertThat(certificates.check(Map.of("cert", "{vault://env/cert}", "key", "{vault://env/key}")))
        .containsEntry("key", "{vault://env/key}");
  }

  @Test
  void refusesTextsThatAreNoCertificates() {
    assertThatThrownBy(() -> certificates.check(Map.of("cert", "x", "key", "y")))
        .hasMessageContaining("cert: invalid certificate: ")
        .hasMessageContaining("key: invalid key: ");
  }

  @Test
  void refusesAnAuthorityThatIsNone() {
    assertThatThrownBy(() -> authorities.check(Map.of("cert", pem("rsa.crt"))))
        .hasMessageContaining("missing the \"CA\" basic constraint");
  }

  @Test
  void refusesAnAuthorityThatIsOver() {
    assertThatThrownBy(() -> authorities.check(Map.of("cert", pem("expired.crt"))))
        .hasMessage("schema violation (certificate expired, \"Not After\" time is in the past)");
  }

  @Test
  void refusesTwoAuthoritiesInOne() {
    assertThatThrownBy(() -> authorities.check(Map.of("cert", pem("ec.crt") + pem("rsa.crt"))))
        .hasMessage("schema violation (please submit only one certificate at a time)");
  }

  @Test
  void takesAPairOfPemKeys() {
    Map<String, Object> key =
        Map.of(
            "kid",
            "k",
            "pem",
            Map.of("private_key", pem("ec.pkcs8.key"), "public_key", pem("ec.pub")));

    assertThat(keys.check(key)).containsEntry("jwk", null);
  }

  @Test
  void refusesPemKeysThatDoNotBelongTogether() {
    Map<String, Object> key =
        Map.of(
            "kid",
            "k",
            "pem",
            Map.of("private_key", pem("rsa.pkcs8.key"), "public_key", pem("ec.pub")));

    assertThatThrownBy(() -> keys.check(key))
        .hasMessage("schema violation (pem: public key does not match private key)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"EC\",\"kid\":\"k\",\"crv\":\"P-256\",\"x\":\"AA\"}",
        "{\"kty\":\"XX\",\"kid\":\"k\"}",
        "{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"*\",\"e\":\"AQAB\"}"
      })
  void refusesAJwkThatLacksParts(String jwk) {
    assertThatThrownBy(() -> keys.check(Map.of("kid", "k", "jwk", jwk)))
        .hasMessage("schema violation (could not load JWK, likely not a valid key)");
  }

  @Test
  void refusesAJwkOfAnotherId() {
    String jwk = "{\"kty\":\"oct\",\"kid\":\"other\",\"k\":\"AA\"}";

    assertThatThrownBy(() -> keys.check(Map.of("kid", "k", "jwk", jwk)))
        .hasMessage("schema violation (kid in jwk.kid must be equal to keys.kid)");
  }

  private static String pem(String name) {
    try (InputStream in = CertificateTest.class.getResourceAsStream("pem/" + name)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
