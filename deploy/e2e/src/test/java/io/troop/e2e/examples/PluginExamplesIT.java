package io.troop.e2e.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.e2e.harness.Answer;
import io.troop.e2e.harness.EchoServer;
import io.troop.e2e.harness.Http;
import io.troop.e2e.harness.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/// Types the examples of the plugins' pages, `docs/plugins/NAME.md`, into a shell, against a
/// control plane with one node: each `sh` block as it stands there, from an empty configuration
/// that has only the services, routes and consumers its paths take for granted. Calls of the Admin
/// API have to succeed; the last call has to be answered as the `http` block behind it says, where
/// there is one (`…` stands for anything, and other headers may be there, too).
///
/// Of a block without an answer only the calls of the Admin API are made: its peers are not at
/// hand, but its configuration has to be taken. `-Dexamples.only=NAME` runs one page.
class PluginExamplesIT {
  private static final Path PAGES = Path.of("../../docs/plugins");
  private static final Path FILES = Path.of("src/test/resources/examples");

  private static Installation installation;
  private static EchoServer upstream;

  @BeforeAll
  static void start() throws IOException {
    upstream = EchoServer.start("upstream");
    installation = Installation.started();
  }

  @AfterAll
  static void stop() throws IOException {
    installation.close();
    upstream.close();
  }

  @TestFactory
  Stream<DynamicTest> everyPageHasAnExampleThatRuns() throws IOException {
    String only = System.getProperty("examples.only", "");
    try (Stream<Path> pages = Files.list(PAGES)) {
      return pages.sorted().toList().stream()
          .filter(page -> only.isEmpty() || page.endsWith(only + ".md"))
          .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> runPage(page)));
    }
  }

  private static void runPage(Path page) throws IOException, InterruptedException {
    List<Example> examples = Example.of(Files.readString(page));
    assertThat(examples).as("`sh` blocks of %s", page).isNotEmpty();
    for (Example example : examples) {
      requirePrograms(example);
      begin(example);
      try (Shell shell =
          new Shell(installation.controlPlane().admin(), installation.node(), FILES)) {
        List<Shell.Call> calls = shell.run(example.script(), example.answer() != null);
        assertThat(calls).as("calls of %s", page).isNotEmpty();
        for (Shell.Call call : calls) {
          if (call.toAdmin()) {
            assertThat(call.status() / 100).as("%s", call).isEqualTo(2);
          }
        }
        if (example.answer() != null) {
          Expectation.of(example.answer()).hold(calls.getLast());
        }
      }
    }
  }

  /// Skips an example that calls a program which this machine lacks.
  private static void requirePrograms(Example example) {
    List<String> folders = List.of(System.getenv("PATH").split(":"));
    for (String program : List.of("jq", "openssl", "base64")) {
      Assumptions.assumeTrue(
          !example.script().contains(program + " ")
              || folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
          program + " is not installed");
    }
  }

  /// Replaces the configuration by what the example takes for granted.
  private static void begin(Example example) throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("_format_version", "3.0");
    List<Object> services = new ArrayList<>();
    example.needed("services").forEach(name -> services.add(service(name)));
    example.needed("routes").forEach(name -> services.add(service(name)));
    if (services.isEmpty() && !example.makes("services")) {
      services.add(service("shop"));
    }
    config.put("services", services);
    config.put(
        "consumers", example.needed("consumers").map(name -> Map.of("username", name)).toList());
    config.put(
        "consumer_groups",
        example.needed("consumer_groups").map(name -> Map.of("name", name)).toList());
    Answer answer =
        Http.json(
            "POST",
            installation.controlPlane().admin("/config"),
            JsonMapper.shared().writeValueAsString(config));
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
  }

  /// A service with a route of the same name, whose path is that name, too.
  private static Map<String, Object> service(String name) {
    return Map.of(
        "name",
        name,
        "url",
        upstream.url(),
        "routes",
        List.of(Map.of("name", name, "paths", List.of("/" + name))));
  }
}
