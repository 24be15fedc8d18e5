package io.troop.e2e.console;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The browser of this machine, and what drives it.
final class Browser {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /// Where the console's build has installed what it needs.
  static final Path CONSOLE = Path.of("../../control-plane/console").toAbsolutePath().normalize();

  private static final Path DRIVER = CONSOLE.resolve("node_modules/@playwright/test/cli.js");

  private Browser() {}

  /// What of it this machine lacks, in words; empty when nothing is missing.
  public static String missing() {
    if (found("node").isEmpty() || !Files.exists(DRIVER)) {
      return "Node.js 20.19, 22.12 or newer with npm is needed, by which the console is built";
    }
    return found().isEmpty()
        ? "Chromium is needed (Debian: apt install chromium), or another of " + NAMES
        : "";
  }

  /// The browser's program.
  static Optional<Path> found() {
    return NAMES.stream().flatMap(name -> found(name).stream()).findFirst();
  }

  static List<String> command() {
    return List.of("node", DRIVER.toString(), "test");
  }

  private static Optional<Path> found(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    Stream<Path> places =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program));
    return places.filter(Files::isExecutable).findFirst();
  }
}
