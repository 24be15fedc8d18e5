package io.troop.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealTest {

  private final MutableClock clock = new MutableClock();
  private final SecureRandom random = new SecureRandom();
  private final Authority authority = Authority.create("Test CA", clock, random);
  private final byte[] payload = "revision 1".getBytes(StandardCharsets.UTF_8);

  @Test
  void verifiesItsOwnSignatureOnly() {
    SealKey key = SealKey.generate(random);
    SealCertificate seal = authority.certify(key);
    byte[] signature = key.sign(payload);
    assertThat(seal.verifies(payload, signature)).isTrue();
    assertThat(seal.verifies("revision 2".getBytes(StandardCharsets.UTF_8), signature)).isFalse();
    assertThat(authority.certify(SealKey.generate(random)).verifies(payload, signature)).isFalse();
    assertThat(seal.verifies(payload, new byte[3])).isFalse();
  }

  @Test
  void survivesStorage() {
    SealKey key = SealKey.generate(random);
    SealKey again = SealKey.of(key.privateBytes(), key.publicBytes());
    SealCertificate seal = SealCertificate.parse(authority.certify(key).pem());
    assertThat(seal.verifies(payload, again.sign(payload))).isTrue();
  }

  @Test
  void onlyTheSameAuthorityMayNameASuccessor() {
    SealCertificate first = authority.certify(SealKey.generate(random));
    SealCertificate second = authority.certify(SealKey.generate(random));
    Authority other = Authority.create("Test CA", clock, random);
    assertThat(second.maySucceed(first, List.of())).isTrue();
    assertThat(other.certify(SealKey.generate(random)).maySucceed(first, List.of())).isFalse();
  }

  @Test
  void aNodesCertificateIsNoSeal() {
    CertifiedKey node = authority.issueNode("node");
    assertThatThrownBy(() -> new SealCertificate(node.leaf(), authority.certificate()))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("not certified as a seal");
  }

  @Test
  void aSealOfAForeignAuthorityDoesNotParse() {
    SealCertificate seal = authority.certify(SealKey.generate(random));
    Authority other = Authority.create("Test CA", clock, random);
    String forged = Pem.write(List.of(seal.certificate(), other.certificate()));
    assertThatThrownBy(() -> SealCertificate.parse(forged)).isInstanceOf(TrustException.class);
  }
}
