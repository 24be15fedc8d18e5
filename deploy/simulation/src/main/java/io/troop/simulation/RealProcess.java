package io.troop.simulation;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One of our executables as users start it, and what it takes. *Confined to one thread.*
final class RealProcess implements AutoCloseable {

  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final double TICKS_PER_SECOND = 100;

  /// Follows the name of a cache that is being recorded; the launcher makes and removes it.
  private static final String RECORDING = ".recording";

  /// Writing down what was recorded takes its time.
  private static final Duration PARTING = Duration.ofMinutes(2);

  private final Path jar;
  private final Path options;
  private final Path home;
  private @Nullable Process process;

  /// @param options a file with the JVM's
  /// @param home holds its log
  RealProcess(Path jar, Path options, Path home) {
    this.jar = jar;
    this.options = options;
    this.home = home;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  void start(Map<String, String> environment) throws IOException {
    Files.createDirectories(home);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options);
    command.addAll(startCache());
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /// As an installation starts it: from the cache beside the folder of the jar or, while that is
  /// being recorded, so that it records.
  private List<String> startCache() {
    Path folder = jar.toAbsolutePath().getParent();
    String cache = folder + ".aot";
    if (Files.exists(Path.of(cache))) {
      return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }
    if (Files.exists(Path.of(cache + RECORDING))) {
      return List.of(
          "-XX:AOTMode=record",
          "-XX:AOTConfiguration=" + cache + ".recorded",
          "-Xlog:aot=off",
          "-Xlog:cds=off");
    }
    return List.of();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(jar + " was not started");
    }
    return process;
  }

  boolean isAlive() {
    return running().isAlive();
  }

  /// Ends it as a crash would.
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /// Processor time so far, of the process and nothing below it.
  Duration processorTime() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + running().pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double seconds = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    return Duration.ofMillis((long) (seconds * 1000));
  }

  /// Resident memory in megabytes.
  long memory() throws IOException {
    Matcher matcher =
        RESIDENT.matcher(Files.readString(Path.of("/proc/" + running().pid() + "/status")));
    return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024 : 0;
  }

  @Override
  public void close() {
    Process started = process;
    if (started == null || !started.isAlive()) {
      return;
    }
    started.destroy();
    try {
      if (!started.waitFor(PARTING.toSeconds(), TimeUnit.SECONDS)) {
        started.destroyForcibly();
      }
    } catch (InterruptedException _) {
      started.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
