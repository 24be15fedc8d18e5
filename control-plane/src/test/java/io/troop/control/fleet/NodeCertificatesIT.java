package io.troop.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.Fingerprint;
import io.troop.certs.FreshKey;
import io.troop.certs.NodeTrust;
import io.troop.certs.Pem;
import io.troop.certs.TrustException;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.store.ControlPlanes;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// The certificates of nodes over their lives, and those of the authority.
class NodeCertificatesIT {

  private static ControlPlaneForTests control;
  private static UUID first;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.startWith(Map.of("troop_node_certificate_life", "24h"));
    first = control.bean(ControlPlanes.class).first();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static NodeCertificates certificates() {
    return control.bean(NodeCertificates.class);
  }

  private record Enrolled(String id, X509Certificate certificate, String anchors) {}

  private static Enrolled enrol(String prefix, Map<String, Object> more) {
    Map<String, Object> body = new java.util.HashMap<>(more);
    body.putIfAbsent("name", "edge.example.com");
    Reply reply = control.post(prefix + "/clustering/enrolments", body);
    assertThat(reply.status()).as("%s", reply.raw().body()).isEqualTo(201);
    return new Enrolled(
        (String) reply.json().get("id"),
        Pem.certificate("certificate", (String) reply.json().get("certificate")),
        (String) reply.json().get("ca_certificate"));
  }

  private static Enrolled enrol() {
    return enrol("", Map.of());
  }

  private static Member member(UUID controlPlane, X509Certificate certificate) {
    return new Member(
        controlPlane,
        Fingerprint.of(certificate),
        certificate.getNotAfter().toInstant(),
        "10.0.0.1");
  }

  private static byte[] request() {
    return FreshKey.generate(new SecureRandom()).request();
  }

  private static X509Certificate renew(X509Certificate present) {
    return certificates().renew(member(first, present), request()).getFirst();
  }

  private static NodeTrust.Decision decision(X509Certificate certificate) {
    return control
        .bean(ClientCertificates.class)
        .trust()
        .decide(List.of(certificate), Instant.now());
  }

  private static Duration left(X509Certificate certificate) {
    return Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
  }

  @Test
  void aNewNodesCertificateLivesAsLongAsTheSettingSays() {
    X509Certificate usual = enrol().certificate();
    assertThat(left(usual)).isBetween(Duration.ofHours(23), Duration.ofHours(24));
    assertThat(certificates().renewAfter(member(first, usual)).orElseThrow())
        .as("a third to a quarter of the life is left")
        .isBetween(Duration.ofHours(15), Duration.ofHours(18));
    X509Certificate longLived = enrol("", Map.of("long_lived", true)).certificate();
    assertThat(left(longLived)).isGreaterThan(Duration.ofDays(3600));
    assertThat(certificates().renewAfter(member(first, longLived)).orElseThrow())
        .isGreaterThan(Duration.ofDays(3600));
  }

  @Test
  void aRenewedCertificateStandsAndFallsWithItsEnrolment() {
    Enrolled node = enrol();
    X509Certificate second = renew(node.certificate());
    X509Certificate third = renew(second);
    assertThat(NodeTrust.commonName(third)).isEqualTo("edge.example.com");
    assertThat(left(third)).isBetween(Duration.ofHours(23), Duration.ofHours(24));
    for (X509Certificate one : List.of(node.certificate(), second, third)) {
      assertThat(decision(one)).isEqualTo(new NodeTrust.Accepted(first, Fingerprint.of(one), true));
    }

    assertThat(control.delete("/clustering/enrolments/" + node.id()).status()).isEqualTo(204);

    for (X509Certificate one : List.of(node.certificate(), second, third)) {
      assertThat(decision(one)).isInstanceOf(NodeTrust.Refused.class);
    }
    assertThatThrownBy(() -> renew(third)).hasMessageContaining("is not registered");
  }

  @Test
  void manyEnrolmentsAreGoodAtOnceAndSistersLearnOfEachOthers() {
    ClientCertificates here = control.bean(ClientCertificates.class);
    ClientCertificates sister =
        new ClientCertificates(
            control.bean(JdbcClient.class),
            control.bean(PlatformTransactionManager.class),
            InstantSource.system(),
            () -> NodeTrust.NOBODY,
            Map::of);
    sister.refresh();
    Authority authority =
        Authority.create("Company CA", InstantSource.system(), new SecureRandom());
    List<X509Certificate> shown = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      X509Certificate node = authority.issueNode("node-" + i).leaf();
      ClientCertificates one = i % 2 == 0 ? here : sister;
      one.register(first, Pem.write(List.of(node)), null);
      assertThat(one.trust().pinned()).as("at once").containsKey(Fingerprint.of(node));
      shown.add(node);
    }

    here.refresh();
    sister.refresh();

    for (X509Certificate node : shown) {
      assertThat(here.trust().pinned()).containsEntry(Fingerprint.of(node), first);
      assertThat(sister.trust().pinned()).containsEntry(Fingerprint.of(node), first);
      assertThat(sister.certificate(Fingerprint.of(node))).isEqualTo(node);
    }
  }

  @Test
  void nothingIsIssuedForWhatIsNoRequest() {
    Member node = member(first, enrol().certificate());
    assertThatThrownBy(() -> certificates().renew(node, new byte[] {1, 2, 3}))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("PKCS#10");
    assertThatThrownBy(() -> certificates().renew(node, new byte[100_000]))
        .isInstanceOf(TrustException.class)
        .hasMessageContaining("100000 bytes");
    byte[] forged = request();
    forged[forged.length - 1] ^= 1;
    assertThatThrownBy(() -> certificates().renew(node, forged)).isInstanceOf(TrustException.class);
  }

  @Test
  void tenantsHaveAuthoritiesOfTheirOwnAndNothingElseOfEachOther() {
    Reply made = control.post("/v2/control-planes", Map.of("name", "tenant"));
    assertThat(made.status()).as("%s", made.raw().body()).isEqualTo(201);
    UUID tenant = UUID.fromString((String) made.json().get("id"));
    String below = "/v2/control-planes/" + tenant + "/core-entities";
    Enrolled theirs = enrol(below, Map.of());
    assertThat(decision(theirs.certificate()))
        .isEqualTo(new NodeTrust.Accepted(tenant, Fingerprint.of(theirs.certificate()), true));
    assertThatThrownBy(() -> renew(theirs.certificate()))
        .as("a node of one can't be certified by another")
        .hasMessageContaining("is not registered");
    long before = certificates().bundle(first).number();

    assertThat(control.post(below + "/pki/prepare", Map.of()).status()).isEqualTo(200);

    assertThat(certificates().bundle(first).number()).isEqualTo(before);
    X509Certificate next = control.bean(ControlPlaneKeys.class).of(tenant).believed().getLast();
    assertThat(certificates().bundle(first).authorities()).doesNotContain(next);
    assertThat(certificates().bundle(tenant).authorities()).contains(next);
    assertThat(control.delete("/clustering/enrolments/" + theirs.id()).status()).isEqualTo(404);
    assertThat(control.post(below + "/pki/cancel", Map.of()).status()).isEqualTo(200);
  }

  private static NodeSession connect(UUID node, X509Certificate shown, long trusts) {
    return control
        .bean(NodeRegistry.class)
        .connected(
            member(first, shown),
            new NodeRegistry.Introduction(
                node,
                "rotating",
                "3.9.1",
                Map.of(),
                Map.of(),
                NodeView.Extras.NONE.trusts(trusts)));
  }

  private static Reply step(String step, boolean force) {
    return control.post("/pki/" + step, Map.of("force", force));
  }

  private static List<?> dependents(Reply reply) {
    return (List<?>) reply.json().get("dependents");
  }

  @Test
  void anAuthorityIsRotatedStepByStepAndNoNodeIsLeftBehind() {
    Enrolled enrolled = enrol();
    X509Certificate old = enrolled.certificate();
    X509Certificate oldServer = control.bean(ServerIdentity.class).current().leaf();
    UUID node = UUID.randomUUID();
    NodeSession session = connect(node, old, certificates().bundle(first).number());
    assertThat(step("activate", false).status()).as("nothing is prepared").isEqualTo(409);
    assertThat(step("retire", false).status()).isEqualTo(409);

    assertThat(step("prepare", false).status()).isEqualTo(200);
    assertThat(step("prepare", false).status()).as("one is prepared already").isEqualTo(409);
    Reply refused = step("activate", false);
    assertThat(refused.status()).as("the node does not believe it yet").isEqualTo(409);
    assertThat(dependents(refused)).hasSize(1);
    session.trusts(certificates().bundle(first).number());
    Reply activated = step("activate", false);
    assertThat(activated.status()).as("%s", activated.raw().body()).isEqualTo(200);
    assertThat(activated.json().get("next_step")).isEqualTo("retire");
    session.trusts(certificates().bundle(first).number());

    X509Certificate authority =
        control.bean(ControlPlaneKeys.class).of(first).authority().certificate();
    X509Certificate server = control.bean(ServerIdentity.class).current().leaf();
    assertThat(server).isNotEqualTo(oldServer);
    assertThat(Authority.hasIssued(authority, server)).isTrue();
    assertThat(Authority.hasIssued(authority, enrol().certificate())).isTrue();
    assertThat(certificates().renewAfter(member(first, old)).orElseThrow())
        .as("its certificate is of the authority before")
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
    assertThat(dependents(step("retire", false))).hasSize(1);

    X509Certificate renewed = renew(old);
    assertThat(Authority.hasIssued(authority, renewed)).isTrue();
    session.ended("another certificate");
    session = connect(node, renewed, certificates().bundle(first).number());
    Reply retired = step("retire", false);
    assertThat(retired.status()).as("%s", retired.raw().body()).isEqualTo(200);

    assertThat(decision(old)).isInstanceOf(NodeTrust.Refused.class);
    assertThat(decision(renewed)).isInstanceOf(NodeTrust.Accepted.class);
    assertThat(Pem.certificates("anchors", enrol().anchors())).containsExactly(authority);
    assertThat(certificates().bundle(first).retired()).isNotEmpty();

    // The node has not heard of that: the next rotation is refused, or forced.
    assertThat(step("prepare", false).status()).isEqualTo(200);
    assertThat(step("activate", false).status()).isEqualTo(409);
    assertThat(step("activate", true).status()).isEqualTo(200);
    assertThat(step("retire", true).status()).isEqualTo(200);
    session.ended("the test is over");
    assertThat(decision(renewed)).isInstanceOf(NodeTrust.Refused.class);
  }
}
