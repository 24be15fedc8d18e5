package io.troop.e2e.console;

import io.troop.e2e.harness.Await;
import io.troop.e2e.harness.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The flows of `control-plane/console/e2e`, run once in a browser. *Confined to one thread.*
final class Flows {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Path REPORT = Path.of("target/console-flows.xml").toAbsolutePath();
  private static final Path LOG = Path.of("target/console-flows.log").toAbsolutePath();

  /// How a flow ended.
  ///
  /// @param failure what went wrong; null for nothing
  public record Flow(String name, @Nullable String failure) {}

  private final Path folder;
  private final Map<String, String> variables = new TreeMap<>();

  /// @param folder for the stand-in and what it is told
  public Flows(Path folder) {
    this.folder = folder;
  }

  /// Sets a variable of their environment.
  public Flows with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  private Path told() {
    return folder.resolve("told");
  }

  /// Runs all of them.
  ///
  /// @param node to be started with what the console's command for Docker says
  public List<Flow> run(Node node) throws IOException {
    standIn();
    Files.deleteIfExists(REPORT);
    ProcessBuilder builder =
        new ProcessBuilder(Browser.command())
            .directory(Browser.CONSOLE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(LOG.toFile());
    Map<String, String> environment = builder.environment();
    environment.putAll(variables);
    environment.put("REPORT", REPORT.toString());
    environment.put("TROOP_BROWSER", Browser.found().orElseThrow().toString());
    environment.merge("PATH", "", (path, _) -> folder + ":" + path);
    Process browser = builder.start();
    try {
      Await.until(
          PATIENCE,
          "the flows end",
          () -> {
            if (!node.isRunning() && Files.exists(told())) {
              start(node);
            }
            return !browser.isAlive();
          },
          Flows::log);
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
    }
    return results();
  }

  /// Stands in the place of docker: writes down what it is told.
  private void standIn() throws IOException {
    Path docker = folder.resolve("docker");
    Files.writeString(
        docker,
        """
        #!/bin/sh
        printf '%%s\\0' "$@" >'%1$s.part' && mv '%1$s.part' '%1$s'
        """
            .formatted(told()));
    if (!docker.toFile().setExecutable(true)) {
      throw new IOException(docker + " can't be made executable");
    }
  }

  /// Starts the node with the variables of the command, as the container would have been.
  private void start(Node node) throws IOException {
    String[] words = Files.readString(told()).split("\0", -1);
    for (int i = 0; i + 1 < words.length; i++) {
      int equals = words[i + 1].indexOf('=');
      if (words[i].equals("-e") && equals > 0) {
        node.with(words[i + 1].substring(0, equals), words[i + 1].substring(equals + 1));
      }
    }
    Files.delete(told());
    node.launch();
  }

  private static String log() {
    try {
      return Files.readString(LOG, StandardCharsets.UTF_8);
    } catch (IOException problem) {
      return "(no log: " + problem + ")";
    }
  }

  private static List<Flow> results() throws IOException {
    if (!Files.exists(REPORT)) {
      throw new IOException("no flow was run:\n" + log());
    }
    NodeList cases;
    try {
      cases =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(REPORT.toFile())
              .getElementsByTagName("testcase");
    } catch (SAXException | ParserConfigurationException problem) {
      throw new IOException(REPORT + " can't be read", problem);
    }
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element each = (Element) cases.item(i);
      NodeList failures = each.getElementsByTagName("failure");
      flows.add(
          new Flow(
              each.getAttribute("name"),
              failures.getLength() == 0 ? null : failures.item(0).getTextContent()));
    }
    return flows;
  }
}
