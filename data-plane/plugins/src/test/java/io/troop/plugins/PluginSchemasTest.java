package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds every plugin's schema against its golden file: what `/schemas/plugins/…` answers in Kong,
/// without the texts that describe fields. For a plugin that is new, `-Dgolden.update=true` writes
/// what ours answers; that is then to be held against Kong's public schema.
class PluginSchemasTest {
  private static final Set<String> UNTOLD = Set.of("description", "old_default", "match_none");

  static Stream<PluginSpec<?>> plugins() {
    return ServiceLoader.load(Plugin.class).stream().map(loaded -> loaded.get().spec());
  }

  private static String golden(PluginSpec<?> spec) {
    return spec.name() + ".schema.golden.json";
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void describesItsConfigurationAsKongDoes(PluginSpec<?> spec) throws IOException {
    Map<?, ?> described = Schema.ofPlugin(spec.name(), spec.configType()).describe();
    if (Boolean.getBoolean("golden.update")
        && spec.configType().getResource(golden(spec)) == null) {
      Path folder =
          Path.of("src/test/resources", spec.configType().getPackageName().replace('.', '/'));
      Files.createDirectories(folder);
      Files.write(folder.resolve(golden(spec)), Json.bytes(described));
      return;
    }
    try (InputStream golden = spec.configType().getResourceAsStream(golden(spec))) {
      assertThat(golden)
          .as("%s: run this test with -Dgolden.update=true", golden(spec))
          .isNotNull();
      assertThat(pretty(described, 0)).isEqualTo(pretty(Json.parse(golden.readAllBytes()), 0));
    }
  }

  /// One member a line, sorted, so that a difference is a line.
  private static String pretty(Object value, int depth) {
    String indent = "  ".repeat(depth);
    if (value instanceof Map<?, ?> map) {
      StringBuilder out = new StringBuilder("{\n");
      sorted(map).forEach((name, v) -> line(out, indent, name + ": " + pretty(v, depth + 1)));
      return out.append(indent).append('}').toString();
    }
    if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      StringBuilder out = new StringBuilder("[\n");
      list.forEach(v -> line(out, indent, pretty(v, depth + 1)));
      return out.append(indent).append(']').toString();
    }
    return Json.write(value);
  }

  private static void line(StringBuilder out, String indent, String text) {
    out.append(indent).append("  ").append(text).append('\n');
  }

  private static Map<String, Object> sorted(Map<?, ?> map) {
    Map<String, Object> out = new TreeMap<>();
    map.forEach((name, value) -> {
      boolean nothing =
          (name.equals("entity_checks") || name.equals("shorthand_fields"))
              && (value instanceof List<?> list && list.isEmpty());
      boolean recordIsThere = name.equals("required") && "record".equals(map.get("type"));
      if (!UNTOLD.contains(name) && !nothing && !recordIsThere && value != null) {
        out.put(
            (String) name, name.equals("entity_checks") ? new ArrayList<>((List<?>) value) : value);
      }
    });
    return out;
  }
}
