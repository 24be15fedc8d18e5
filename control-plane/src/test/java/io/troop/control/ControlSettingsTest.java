package io.troop.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.settings.SettingException;
import io.troop.settings.Settings;
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
  void unknownSettingsAreIgnored() {
    assertThatCode(() -> check(Map.of("vitals", "on"))).doesNotThrowAnyException();
  }
}
