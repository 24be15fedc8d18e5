package io.troop.e2e.conformance;

import io.troop.e2e.harness.Installation;
import io.troop.e2e.harness.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/// Holds one control plane with one node against everything that was recorded.
///
/// `not-passing.txt` lists the cases that are known not to hold. A case that is not on the list and
/// doesn't hold fails the build; so does one that is on the list and holds, until it is taken off
/// (`./troop conformance --shrink`): the list can only shrink. `-Dconformance.strict=false` lets
/// the latter pass. What the list would have to be is written to `target/not-passing.txt`.
/// `-Dconformance.only=TEXT` runs the cases whose name contains the text.
class ConformanceIT {

  private static final Path LIST = Suites.FOLDER.resolve("not-passing.txt");
  private static final Path SEEN = Path.of("target/not-passing.txt");

  private static final boolean STRICT = !"false".equals(System.getProperty("conformance.strict"));

  private static final List<String> notPassing = new ArrayList<>();
  private static @Nullable Installation installation;
  private static @Nullable Replay replay;

  @BeforeAll
  static void start() throws IOException {
    installation = Installation.create();
    // Recorded from one process for everything, which shows in what the gateway tells of itself.
    installation.controlPlane().with("KONG_ROLE", "traditional");
    installation.controlPlane().start();
    installation.newNode("node-1").start();
    Map<String, String> bases = new LinkedHashMap<>();
    bases.put("admin", installation.controlPlane().admin());
    bases.put("proxy", installation.node().proxy());
    bases.put("proxy-tls", installation.node().proxyTls());
    bases.put("status", installation.node().status());
    replay = new Replay(bases, Ports.free(), new InSync(installation));
  }

  @AfterAll
  static void stop() throws IOException {
    Files.write(SEEN, notPassing);
    if (replay != null) {
      replay.close();
    }
    if (installation != null) {
      installation.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> answersAsRecorded() throws IOException {
    Set<String> listed = new TreeSet<>(Files.readAllLines(LIST));
    String only = System.getProperty("conformance.only", "");
    List<Suites.Suite> suites = Suites.all();
    requireKnown(listed, suites);
    return suites.stream()
        .map(suite ->
            DynamicContainer.dynamicContainer(
                suite.name(),
                suite.cases().stream()
                    .filter(c -> c.fullName().contains(only))
                    .map(c ->
                        DynamicTest.dynamicTest(
                            c.name(), () -> hold(c, listed.contains(c.fullName()))))));
  }

  /// A line that names no case would hide that its case was renamed or dropped.
  private static void requireKnown(Set<String> listed, List<Suites.Suite> suites) {
    Set<String> unknown = new TreeSet<>(listed);
    suites.forEach(s -> s.cases().forEach(c -> unknown.remove(c.fullName())));
    if (!unknown.isEmpty()) {
      throw new AssertionError(LIST + " names cases that do not exist: " + unknown);
    }
  }

  private static void hold(Suites.Case recorded, boolean listed)
      throws IOException, InterruptedException {
    Replay player = Objects.requireNonNull(replay);
    try {
      player.run(recorded);
    } catch (RuntimeException | IOException problem) {
      notPassing.add(recorded.fullName());
      String text = recorded.fullName() + "\n  " + problem.getMessage();
      if (listed) {
        throw new TestAbortedException("known not to hold: " + text);
      }
      throw new AssertionError(text, problem);
    }
    if (listed && STRICT) {
      throw new AssertionError(
          "\"" + recorded.fullName() + "\" holds now: take its line off " + LIST);
    }
  }
}
