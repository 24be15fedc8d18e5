package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.FormDecoder;
import io.troop.plugin.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the examples on the pages of plugins, `docs/plugins/NAME.md`, against the schemas: a
/// configuration that a page tells to type has to be taken.
class PluginExamplesTest {
  private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern JSON =
      Pattern.compile("-d '(\\{.*?\\})'\\n|-d \"(\\{.*?\\})\"\\n", Pattern.DOTALL);
  private static final Pattern PAIR =
      Pattern.compile("(?:--data(?:-urlencode)?|-d|--form|-F) ('[^']*'|\"[^\"]*\"|\\S+)");

  /// What a command sends.
  private record Example(Map<String, Object> document, boolean isForm) {}

  static Stream<PluginSpec<?>> plugins() {
    return ServiceLoader.load(Plugin.class).stream().map(loaded -> loaded.get().spec());
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void everyPageHasAnExampleThatIsTaken(PluginSpec<?> spec) throws IOException {
    Schema schema = Schema.ofPlugin(spec.name(), spec.configType());
    List<Example> examples =
        examples(Files.readString(Path.of("../../docs/plugins", spec.name() + ".md"))).stream()
            .filter(example -> spec.name().equals(example.document().get("name")))
            .toList();

    assertThat(examples).as("examples of %s on its page", spec.name()).isNotEmpty();
    for (Example example : examples) {
      Map<String, Object> plugin =
          Map.of("config", example.document().getOrDefault("config", Map.of()));
      assertThatCode(() -> schema.check(example.isForm() ? schema.coerce(plugin) : plugin))
          .as("%s", example)
          .doesNotThrowAnyException();
    }
  }

  /// What the commands of a page send, as documents.
  private static List<Example> examples(String page) {
    List<Example> found = new ArrayList<>();
    for (MatchResult shell : SHELL.matcher(page).results().toList()) {
      String commands = shell.group(1).replace("\\\n", " ");
      for (MatchResult json : JSON.matcher(commands).results().toList()) {
        found.add(new Example(document(json), false));
      }
      commands.lines().forEach(command -> found.add(new Example(form(command), true)));
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> document(MatchResult json) {
    String text = json.group(1) != null ? json.group(1) : json.group(2).replace("\\\"", "\"");
    // A variable of the shell stands for an id that an earlier command made.
    String filled = text.replaceAll("\\$[A-Z]+", "00000000-0000-4000-8000-000000000000");
    return Json.parse(filled) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static Map<String, Object> form(String command) {
    FormDecoder form = new FormDecoder();
    Matcher pairs = PAIR.matcher(command);
    while (pairs.find()) {
      String pair = pairs.group(1).replaceAll("^['\"]|['\"]$", "");
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String value = pair.substring(equals + 1);
        // The only files of readers' own are OpenAPI documents.
        form.add(pair.substring(0, equals), value.startsWith("<") ? "{\"paths\": {}}" : value);
      }
    }
    return form.document();
  }
}
