package io.troop.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {

  @TempDir Path folder;
  private final Authority authority =
      Authority.create("Test CA", new MutableClock(), new SecureRandom());
  private final CertifiedKey node = authority.issueNode("node");
  private final String certificate = Pem.write(node.chain());
  private final String key = Pem.write(node.key());

  @Test
  void readsInlineTextBase64AndFilesAlike() throws IOException {
    Path file = Files.writeString(folder.resolve("tls.crt"), certificate);
    String base64 =
        Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.US_ASCII));
    String oneLine = certificate.replace("\n", "\\n");
    for (String value : List.of(certificate, base64, file.toString(), oneLine)) {
      assertThat(Pem.certificates("cluster_cert", Pem.text("cluster_cert", value)))
          .isEqualTo(node.chain());
    }
  }

  @Test
  void readsAKeyWithItsCertificate() {
    CertifiedKey read = Pem.certifiedKey("cluster_cert", certificate, "cluster_cert_key", key);
    assertThat(read.leaf()).isEqualTo(node.leaf());
    assertThat(read.key().getEncoded()).isEqualTo(node.key().getEncoded());
  }

  @Test
  void readsKeysOfEachAlgorithmInPkcs8Form() throws GeneralSecurityException {
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      PrivateKey made = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
      String pem = "Bag Attributes: none\n" + certificate + Pem.write(made);
      assertThat(Pem.privateKey("cluster_cert_key", pem)).isEqualTo(made);
    }
  }

  @Test
  void saysWhatIsWrongWithABrokenKey() {
    String half = key.substring(0, key.indexOf('\n') + 20) + "\n-----END PRIVATE KEY-----\n";
    assertThatThrownBy(() -> Pem.privateKey("cluster_cert_key", half))
        .hasMessage(
            "cluster_cert_key: the private key can't be read (expected: PEM in PKCS#8, PKCS#1 or"
                + " SEC1 form)");
  }

  /// As `openssl ecparam -genkey` writes it, with the parameters before the key.
  @Test
  void readsTheKeyOfOpenSslsSec1Form() {
    String sec1 =
        """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIC6YWwY4tKhXv8WVK4Pf9l6ZnGbrmrnxw5CwfDFqU8bIoAoGCCqGSM49
        AwEHoUQDQgAEN7D8nT+nZzl2zD46L0pIpdQjrRsI+uZU5oh8m2+P++byP0UHu7Mr
        eMqjuyc4iqLmkyE4m0QpOYf3rq3sRvnt/A==
        -----END EC PRIVATE KEY-----
        """;
    assertThat(Pem.privateKey("cluster_cert_key", sec1).getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void refusesAKeyOfAnotherCertificate() {
    String other = Pem.write(authority.issueNode("other").key());
    assertThatThrownBy(
            () -> Pem.certifiedKey("cluster_cert", certificate, "cluster_cert_key", other))
        .hasMessage("cluster_cert_key: does not belong to the certificate of cluster_cert");
  }

  @Test
  void namesTheSettingAndNotItsValue() {
    assertThatThrownBy(() -> Pem.text("cluster_cert_key", "/nowhere/secret"))
        .hasMessageContaining("cluster_cert_key")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Pem.certificates("cluster_cert", "hello"))
        .hasMessage("cluster_cert: no certificate (expected: at least one, in PEM)");
  }

  @Test
  void aKeyIsNeverShown() {
    assertThat(node.toString()).isEqualTo("key of CN=node");
  }
}
