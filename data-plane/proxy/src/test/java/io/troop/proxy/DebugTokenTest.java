package io.troop.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the token for request debugging comes from, and where it is left.
final class DebugTokenTest {
  @TempDir Path folder;

  private String left() throws IOException {
    return Files.readString(folder.resolve(".request_debug_token"));
  }

  @Test
  void aTokenIsMadeAtEachStart() throws IOException {
    assertThat(DebugToken.of(Settings.of(Map.of()), folder, new Random(1))).isNotNull();
    String first = left();
    assertThat(DebugToken.of(Settings.of(Map.of()), folder, new Random(2))).isNotNull();

    assertThat(first).matches("[0-9a-f]{32}");
    assertThat(left()).matches("[0-9a-f]{32}").isNotEqualTo(first);
  }

  @Test
  void theTokenOfTheSettingsIsTaken() throws IOException {
    Settings settings = Settings.of(Map.of("request_debug_token", "mine"));

    assertThat(DebugToken.of(settings, folder, new Random(1))).isNotNull();
    assertThat(left()).isEqualTo("mine");
  }

  @Test
  void nobodyMayAskWhenItIsOff() {
    Settings settings = Settings.of(Map.of("request_debug", "off"));

    assertThat(DebugToken.of(settings, folder, new Random(1))).isNull();
    assertThat(folder.resolve(".request_debug_token")).doesNotExist();
  }
}
