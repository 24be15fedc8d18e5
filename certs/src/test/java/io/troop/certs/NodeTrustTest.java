package io.troop.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.NodeTrust.Accepted;
import io.troop.certs.NodeTrust.Refused;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class NodeTrustTest {

  private final MutableClock clock = new MutableClock();
  private final Authority authority = Authority.create("Test CA", clock, new SecureRandom());
  private final UUID controlPlane = new UUID(1, 1);

  @Test
  void acceptsARegisteredCertificateOfItsControlPlane() {
    CertifiedKey node = authority.issueNode("node");
    NodeTrust trust =
        new NodeTrust(Map.of(Fingerprint.of(node.leaf()), controlPlane), Map.of(), Set.of());
    assertThat(trust.decide(node.chain(), clock.instant()))
        .isEqualTo(new Accepted(controlPlane, Fingerprint.of(node.leaf()), true));
  }

  @Test
  void refusesAStranger() {
    CertifiedKey stranger = authority.issueNode("stranger");
    assertThat(NodeTrust.NOBODY.decide(stranger.chain(), clock.instant()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("not registered"));
  }

  @Test
  void acceptsWhatChainsToAnAuthority() {
    CertifiedKey node = authority.issueNode("node");
    NodeTrust trust =
        new NodeTrust(Map.of(), Map.of(authority.certificate(), controlPlane), Set.of());
    assertThat(trust.decide(node.chain(), clock.instant()))
        .isEqualTo(new Accepted(controlPlane, Fingerprint.of(node.leaf()), false));
    assertThat(trust.decide(List.of(node.leaf()), clock.instant())).isInstanceOf(Accepted.class);
  }

  @Test
  void refusesAnAuthorityOfTheSameNameWithAnotherKey() {
    Authority impostor = Authority.create("Test CA", clock, new SecureRandom());
    NodeTrust trust =
        new NodeTrust(Map.of(), Map.of(authority.certificate(), controlPlane), Set.of());
    assertThat(trust.decide(impostor.issueNode("node").chain(), clock.instant()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aDeletedCertificateStaysOutThoughItsAuthorityIsKnown() {
    CertifiedKey node = authority.issueNode("node");
    NodeTrust trust =
        new NodeTrust(
            Map.of(),
            Map.of(authority.certificate(), controlPlane),
            Set.of(Fingerprint.of(node.leaf())));
    assertThat(trust.decide(node.chain(), clock.instant()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("deleted"));
  }

  @Test
  void refusesAnExpiredCertificateEvenIfRegistered() {
    CertifiedKey node = authority.issueNode("node");
    NodeTrust trust =
        new NodeTrust(Map.of(Fingerprint.of(node.leaf()), controlPlane), Map.of(), Set.of());
    clock.pass(Authority.NODE_LIFE.plus(Duration.ofDays(1)));
    assertThat(trust.decide(node.chain(), clock.instant()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("expired"));
  }

  @Test
  void aServersCertificateIsNoNodes() {
    CertifiedKey server = authority.issueServer(List.of("cp.example.com"));
    NodeTrust trust =
        new NodeTrust(Map.of(), Map.of(authority.certificate(), controlPlane), Set.of());
    assertThat(trust.decide(server.chain(), clock.instant())).isInstanceOf(Refused.class);
  }

  @Test
  void aNodeOfAnAuthorityMustHaveAnAllowedName() {
    Authority authority =
        Authority.create("CA", java.time.InstantSource.system(), new java.security.SecureRandom());
    java.util.UUID controlPlane = java.util.UUID.randomUUID();
    NodeTrust trust =
        new NodeTrust(
            java.util.Map.of(),
            java.util.Map.of(authority.certificate(), controlPlane),
            java.util.Set.of(),
            java.util.Set.of("*.example.com", "special"));
    for (String fine : java.util.List.of("node.example.com", "special")) {
      assertThat(decide(trust, authority, fine)).isInstanceOf(NodeTrust.Accepted.class);
    }
    for (String wrong : java.util.List.of("a.b.example.com", "example.com", "node.evil.com", "x")) {
      assertThat(decide(trust, authority, wrong))
          .as(wrong)
          .isInstanceOfSatisfying(
              NodeTrust.Refused.class,
              refused -> assertThat(refused.reason()).contains("\"" + wrong + "\" is not allowed"));
    }
  }

  private static NodeTrust.Decision decide(NodeTrust trust, Authority authority, String name) {
    return trust.decide(authority.issueNode(name).chain(), java.time.Instant.now().plusSeconds(1));
  }
}
