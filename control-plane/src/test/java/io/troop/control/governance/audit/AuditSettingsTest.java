package io.troop.control.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditSettingsTest {

  /// As users type them: without a blank behind the comma, with one behind the equals sign or none.
  private static final AuditSettings WALKTHROUGH =
      AuditSettings.of(
          Settings.of(
              Map.of(
                  "audit_log", "on",
                  "audit_log_ignore_methods", "GET,OPTIONS",
                  "audit_log_ignore_paths", "/status,/audit/requests,/endpoints/")));

  @Test
  void theMethodsOfTheWalkthroughAreIgnored() {
    assertThat(WALKTHROUGH.records("GET", "/services")).isFalse();
    assertThat(WALKTHROUGH.records("OPTIONS", "/services")).isFalse();
    assertThat(WALKTHROUGH.records("POST", "/services")).isTrue();
    assertThat(WALKTHROUGH.records("DELETE", "/services/one")).isTrue();
  }

  @Test
  void thePathsOfTheWalkthroughAreIgnoredWhereverTheyStand() {
    assertThat(WALKTHROUGH.records("POST", "/status")).isFalse();
    assertThat(WALKTHROUGH.records("POST", "/team/audit/requests")).isFalse();
    assertThat(WALKTHROUGH.records("POST", "/endpoints/x")).isFalse();
    assertThat(WALKTHROUGH.records("POST", "/endpoints")).isTrue();
  }

  @Test
  void thePathsOfKongsDocumentationAreIgnoredAsItSays() {
    AuditSettings settings =
        AuditSettings.of(
            Settings.of(
                Map.of(
                    "audit_log", "on",
                    "audit_log_ignore_paths",
                        "/foo,/status,^/services,/routes$,/one/.+/two,/upstreams/")));
    assertThat(
            List.of(
                "/status",
                "/status/",
                "/foo",
                "/foo/",
                "/services",
                "/services/example/",
                "/one/services/two",
                "/one/test/two",
                "/routes",
                "/plugins/routes",
                "/one/routes/two",
                "/upstreams/"))
        .noneMatch(path -> settings.records("GET", path));
    assertThat(
            List.of("/example/services", "/routes/plugins", "/one/two", "/routes/", "/upstreams"))
        .allMatch(path -> settings.records("GET", path));
  }

  @Test
  void nothingIsRecordedUnlessItIsOn() {
    AuditSettings off = AuditSettings.of(Settings.of(Map.of()));
    assertThat(off.records("POST", "/services")).isFalse();
    assertThat(off.records("services")).isFalse();
  }

  @Test
  void aPathThatIsNoRegularExpressionIsToldWithItsSetting() {
    assertThatThrownBy(
            () -> AuditSettings.of(Settings.of(Map.of("audit_log_ignore_paths", "/services/["))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("audit_log_ignore_paths")
        .hasMessageContaining("/services/[");
  }
}
