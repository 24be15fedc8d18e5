package io.troop.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  private static final Setting<Integer> PORT = Setting.integer("pg_port", 5432, 0, 65535);
  private static final Setting<Boolean> VITALS = Setting.onOff("vitals", true);
  private static final Setting<String> PATH = Setting.text("lua_package_path", null);
  private static final Setting<String> PASSWORD = Setting.secret("pg_password");

  @TempDir Path folder;

  @Test
  void laterSourcesOverrideEarlierOnes() throws IOException {
    Path file = Files.writeString(folder.resolve("kong.conf"), "# hello\npg_port = 1 # why\n");
    assertThat(Settings.of(Map.of()).get(PORT)).isEqualTo(5432);
    assertThat(Settings.read(List.of(file), Map.of(), Map.of()).get(PORT)).isEqualTo(1);
    Map<String, String> environment = Map.of("KONG_PG_PORT", "2");
    assertThat(Settings.read(List.of(file), environment, Map.of()).get(PORT)).isEqualTo(2);
    assertThat(Settings.read(List.of(file), environment, Map.of("pg_port", "3")).get(PORT))
        .isEqualTo(3);
  }

  @Test
  void namesSettingValueSourceAndExpectation() {
    Settings settings = Settings.read(List.of(), Map.of("KONG_PG_PORT", "many"), Map.of());
    assertThatThrownBy(() -> settings.get(PORT))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "pg_port: \"many\" is not valid (expected: an integer from 0 to 65535; set by"
                + " KONG_PG_PORT)");
  }

  @Test
  void dropsOnePairOfQuotes() {
    Settings settings =
        Settings.read(List.of(), Map.of("KONG_LUA_PACKAGE_PATH", "\"/opt/?.lua;;\""), Map.of());
    assertThat(settings.find(PATH)).contains("/opt/?.lua;;");
  }

  @Test
  void readsOnAndOffAsText() {
    assertThat(Settings.of(Map.of("vitals", "off")).get(VITALS)).isFalse();
    assertThat(Settings.of(Map.of("vitals", "")).get(VITALS)).isTrue();
  }

  @Test
  void readsTheFileThatAVariableNames() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "hunter2\n");
    Map<String, String> environment = Map.of("KONG_PG_PASSWORD_FILE", file.toString());
    assertThat(Settings.read(List.of(), environment, Map.of()).find(PASSWORD)).contains("hunter2");
    assertThatThrownBy(() ->
            Settings.read(
                List.of(),
                Map.of("KONG_PG_PASSWORD_FILE", file.toString(), "KONG_PG_PASSWORD", "x"),
                Map.of()))
        .hasMessageContaining("set only one");
  }

  @Test
  void saysWhichLineOfAFileIsWrong() throws IOException {
    Path file = Files.writeString(folder.resolve("kong.conf"), "\nnonsense\n");
    assertThatThrownBy(() -> Settings.read(List.of(file), Map.of(), Map.of()))
        .hasMessageContaining("line 2: \"nonsense\" (expected: name = value)");
  }

  @Test
  void showsWhatIsNoSecret() {
    Settings settings =
        Settings.of(
            Map.of(
                "database", "postgres",
                "pg_password", "a-secret",
                "cluster_cert_key", "a-secret",
                "vault_hcv_token", "a-secret",
                "proxy_server", "http://user:a-secret@proxy",
                "some_url", "redis://user:a-secret@host",
                "cluster_cert", "/etc/cluster.crt"));

    assertThat(settings.shown())
        .containsEntry("database", "postgres")
        .containsEntry("cluster_cert", "/etc/cluster.crt")
        .containsEntry("pg_password", "******");
    assertThat(settings.shown().toString()).doesNotContain("a-secret");
  }
}
