package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/// Holds the order in which plugins run against `plugin-order.golden.txt`: Kong's plugins with
/// their priorities, the first to run at the top. A plugin that Kong lacks adds its line there.
class PluginOrderTest {

  @Test
  void everyPluginHasItsPlace() throws IOException {
    List<String> golden = golden();
    assertThat(plugins()).isNotEmpty();
    for (PluginSpec<?> plugin : plugins()) {
      assertThat(golden)
          .as("the line of %s in plugin-order.golden.txt", plugin.name())
          .contains(plugin.priority() + " " + plugin.name());
    }
  }

  @Test
  void theGoldenFileIsInOrder() throws IOException {
    List<Integer> priorities =
        golden().stream()
            .map(line -> Integer.valueOf(line.substring(0, line.indexOf(' '))))
            .toList();
    assertThat(priorities).isSortedAccordingTo((a, b) -> Integer.compare(b, a));
  }

  private static List<PluginSpec<?>> plugins() {
    return ServiceLoader.load(Plugin.class).stream()
        .<PluginSpec<?>>map(provider -> provider.get().spec())
        .toList();
  }

  private static List<String> golden() throws IOException {
    try (InputStream file = PluginOrderTest.class.getResourceAsStream("plugin-order.golden.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
