package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the page of every plugin, `docs/plugins/NAME.md`, against its schema: what stands between
/// two marks is generated. Refresh with `-Dgolden.update=true`; the difference is the review.
class PluginPagesTest {
  private static final String BEGIN = "<!-- generated from the schema -->\n";
  private static final String END = "<!-- end of what is generated -->\n";

  static Stream<PluginSpec<?>> plugins() {
    return ServiceLoader.load(Plugin.class).stream().map(loaded -> loaded.get().spec());
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void everyPluginHasAPageThatShowsItsFields(PluginSpec<?> spec) throws IOException {
    Path page = Path.of("../../docs/plugins", spec.name() + ".md");
    String text = Files.exists(page) ? Files.readString(page) : "# " + spec.name() + "\n";
    String wanted = withFields(text, new FieldTable(spec).markdown());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, wanted);
    }

    assertThat(page).as("run this test with -Dgolden.update=true").hasContent(wanted);
  }

  /// The page with this table between its marks, which are added at the end of a page without.
  private static String withFields(String page, String table) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      return page + "\n## Configuration\n\n" + BEGIN + "\n" + table + "\n" + END;
    }
    return page.substring(0, begin) + BEGIN + "\n" + table + "\n" + page.substring(end);
  }
}
