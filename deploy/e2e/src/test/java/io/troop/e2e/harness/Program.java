package io.troop.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One of our executables as a child process: started from its installed form on the JDK the tests
/// run on, with its output in a log file. Can be stopped and started again with the same settings.
/// *Confined to one thread.*
public class Program implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(240);

  // Quick to start and small: several run beside each other and beside the tests.
  private static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");

  private final String name;
  private final Path app;
  private final Path home;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable Process process;

  /// @param app the folder that holds the jar
  /// @param home where the process keeps its state and we its log
  Program(String name, Path app, Path home) {
    this.name = name;
    this.app = app;
    this.home = home;
    try {
      Files.createDirectories(home);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Sets a variable of its environment, from the next start on.
  public Program with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  public Path home() {
    return home;
  }

  /// Starts the process and returns at once.
  public void launch() {
    if (isRunning()) {
      throw new IllegalStateException(name + " runs already");
    }
    StartCache cache = StartCache.of(jar(), JVM);
    List<String> faster = cache.options();
    List<String> command = java(JVM);
    command.addAll(faster);
    command.addAll(List.of("-jar", jar().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(v -> v.startsWith("KONG_") || v.startsWith("TROOP_"));
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    try {
      process = builder.start();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    if (faster.contains(StartCache.RECORD)) {
      process.onExit().thenRun(cache::recorderEnded);
    }
  }

  /// The beginning of a command that runs one of our jars on the JDK the tests run on.
  static List<String> java(List<String> jvm) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    return command;
  }

  private Path jar() {
    try (Stream<Path> files = Files.list(app)) {
      return files
          .filter(f -> f.getFileName().toString().matches("troop-.*\\.jar"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath()
          .normalize();
    } catch (IOException problem) {
      throw new IllegalStateException(
          app + " holds no jar: run these tests with mvn verify from the root", problem);
    }
  }

  private Path logFile() {
    return home.resolve(name + ".log");
  }

  /// All the process has printed, over all its starts.
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException problem) {
      return "(no log: " + problem + ")";
    }
  }

  String logEnd() {
    List<String> lines = log().lines().toList();
    return "the end of the log of "
        + name
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /// Waits for a condition; fails at once when the process ends meanwhile.
  public void await(String what, Await.Condition condition) {
    Await.until(
        PATIENCE,
        name + ": " + what,
        () -> {
          if (!isRunning()) {
            throw new AssertionError(name + " ended while waiting: " + what + "\n" + logEnd());
          }
          return condition.holds();
        },
        this::logEnd);
  }

  /// Asks the process to end, and waits until it has.
  public void stop() {
    if (process != null) {
      process.destroy();
      awaitExit();
    }
  }

  /// Ends the process as a crash would: it can do nothing about it.
  public void kill() {
    if (process != null) {
      process.destroyForcibly();
      awaitExit();
    }
  }

  /// The status the process ended with by itself.
  public int awaitExit() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(name + " did not end\n" + logEnd());
      }
      return process.exitValue();
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("stopped while " + name + " ended", stopped);
    }
  }

  @Override
  public void close() {
    if (isRunning()) {
      stop();
    }
  }
}
