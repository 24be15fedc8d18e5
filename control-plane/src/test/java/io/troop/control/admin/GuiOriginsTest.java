package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuiOriginsTest {

  private static GuiOrigins of(String urls) {
    return GuiOrigins.of(Settings.of(Map.of("admin_gui_url", urls)));
  }

  @Test
  void everyPageMayCallUnlessSomeAreNamed() {
    assertThat(of("").answerTo(null)).isEqualTo("*");
    assertThat(of("").answerTo("http://example.com")).isEqualTo("http://example.com");
  }

  @Test
  void onlyNamedPagesMayCall() {
    GuiOrigins origins = of("http://admin.api:9100/path/to/it, https://other.api");

    assertThat(origins.answerTo(null)).isEqualTo("http://admin.api:9100");
    assertThat(origins.answerTo("http://example.com")).isEqualTo("http://admin.api:9100");
    assertThat(origins.answerTo("https://other.api")).isEqualTo("https://other.api");
  }
}
