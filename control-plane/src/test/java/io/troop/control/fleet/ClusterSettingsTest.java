package io.troop.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.NodeTrust;
import io.troop.certs.Pem;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClusterSettingsTest {

  private static final UUID FIRST = UUID.randomUUID();

  private final Authority authority =
      Authority.create("Test CA", InstantSource.system(), new SecureRandom());
  private final CertifiedKey own = authority.issueNode("cp.example.com");
  private final Map<String, String> texts =
      new HashMap<>(
          Map.of(
              "cluster_cert", Pem.write(own.chain()),
              "cluster_cert_key", Pem.write(own.key()),
              "cluster_ca_cert", Pem.write(List.of(authority.certificate()))));

  private ClusterSettings read() {
    return ClusterSettings.of(Settings.of(texts));
  }

  private NodeTrust.Decision decide(CertifiedKey node) {
    return read().trust(FIRST).decide(node.chain(), Instant.now());
  }

  private void assertAccepted(CertifiedKey node) {
    assertThat(decide(node)).isInstanceOf(NodeTrust.Accepted.class);
  }

  private void assertRefused(CertifiedKey node) {
    assertThat(decide(node)).isInstanceOf(NodeTrust.Refused.class);
  }

  @Test
  void theDefaultsAreKongs() {
    ClusterSettings settings = ClusterSettings.of(Settings.of(Map.of()));

    assertThat(settings.listen()).singleElement().hasToString("0.0.0.0:8005");
    assertThat(settings.telemetryListen()).singleElement().hasToString("0.0.0.0:8006");
    assertThat(settings.purgeDelay()).isEqualTo(Duration.ofSeconds(1_209_600));
    assertThat(settings.mostBytes()).isEqualTo(16_777_216);
    assertThat(settings.ocsp()).isEqualTo(ClusterSettings.OcspMode.OFF);
  }

  @Test
  void whatIsTooLittleOrNoneOfTheChoicesIsRefused() {
    Map<String, String> wrong =
        Map.of(
            "cluster_data_plane_purge_delay", "59",
            "cluster_max_payload", "4194303",
            "cluster_ocsp", "maybe",
            "cluster_mtls", "none");
    wrong.forEach((name, value) ->
        assertThatThrownBy(() -> ClusterSettings.of(Settings.of(Map.of(name, value))))
            .isInstanceOf(SettingException.class)
            .hasMessageContaining(name));
  }

  @Test
  void sharedTakesTheOwnCertificateAndNoOther() {
    assertAccepted(own);
    assertRefused(authority.issueNode("node.example.com"));
  }

  @Test
  void pkiTakesWhomTheAuthorityCertifiesAlsoWrittenInBase64() {
    texts.put("cluster_mtls", "pki");
    byte[] pem = texts.get("cluster_ca_cert").getBytes(StandardCharsets.US_ASCII);
    texts.put("cluster_ca_cert", Base64.getEncoder().encodeToString(pem));

    assertAccepted(authority.issueNode("anything"));
    assertRefused(
        Authority.create("Other", InstantSource.system(), new SecureRandom()).issueNode("node"));
  }

  @Test
  void pkiCheckCnTakesTheSameParentDomainOrTheListedNames() {
    texts.put("cluster_mtls", "pki_check_cn");
    assertAccepted(authority.issueNode("dp.example.com"));
    assertRefused(authority.issueNode("dp.example.org"));

    texts.put("cluster_allowed_common_names", "dp.example.org");
    assertAccepted(authority.issueNode("dp.example.org"));
    assertRefused(authority.issueNode("dp.example.com"));
  }
}
