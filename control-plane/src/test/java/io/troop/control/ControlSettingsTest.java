package io.troop.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlSettingsTest {

  private static void check(Map<String, String> settings) {
    ControlSettings.check(Settings.of(settings));
  }

  @Test
  void takesTheDefaults() {
    assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
  }

  @Test
  void aControlPlaneNeedsADatabase() {
    assertThatThrownBy(() -> check(Map.of("role", "control_plane", "database", "off")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("in-memory storage can not be used when role = \"control_plane\"");
  }

  @Test
  void aClusterCertificateNeedsItsKey() {
    assertThatThrownBy(() -> check(Map.of("cluster_cert", "/c.pem")))
        .hasMessage("cluster certificate and key must be provided to use Hybrid mode");
  }

  @Test
  void labelsBelongToDataPlanes() {
    assertThatThrownBy(() -> check(Map.of("cluster_dp_labels", "a:b")))
        .hasMessage("cluster_dp_labels can only be used when role = \"data_plane\"");
  }

  @Test
  void aWrongAddressIsNamedWithWhatWasExpected() {
    assertThatThrownBy(() -> check(Map.of("admin_listen", "nowhere")))
        .hasMessageContaining("admin_listen: \"nowhere\"")
        .hasMessageContaining("expected: addresses such as");
  }

  @Test
  void pkiNeedsAnAuthorityWhereTheServersCertificateIsGiven() {
    Map<String, String> settings =
        Map.of("cluster_mtls", "pki", "cluster_cert", "/c.pem", "cluster_cert_key", "/k.pem");
    assertThatThrownBy(() -> check(settings))
        .hasMessage("cluster_ca_cert must be specified when cluster_mtls = \"pki\"");
  }

  /// Charts and wizards set more than there is to set.
  @Test
  void unknownSettingsAreIgnored() {
    for (String name :
        List.of(
            "vitals",
            "konnect_mode",
            "cluster_rpc",
            "cluster_rpc_sync",
            "cluster_fallback_config_import",
            "cluster_fallback_config_export",
            "cluster_fallback_config_storage",
            "cluster_fallback_config_export_delay",
            "analytics_buffer_size_limit")) {
      assertThatCode(() -> check(Map.of(name, "on"))).as(name).doesNotThrowAnyException();
    }
  }
}
