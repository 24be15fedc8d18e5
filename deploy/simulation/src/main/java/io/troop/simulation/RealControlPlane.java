package io.troop.simulation;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import tools.jackson.databind.json.JsonMapper;

/// A control plane as users run it: a process of its own with the database it embeds. *Confined to
/// one thread*, but for [#call].
final class RealControlPlane implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final double TICKS_PER_SECOND = 100;

  private final Path jar;
  private final Path options;
  private final Path home;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int admin = freePort();
  private final int cluster = freePort();
  private final int telemetry = freePort();
  private @Nullable Process process;

  RealControlPlane(Path jar, Path options, Path home) {
    this.jar = jar;
    this.options = options;
    this.home = home;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  int clusterPort() {
    return cluster;
  }

  /// Starts it and waits until it answers.
  void start() throws IOException, InterruptedException {
    Files.createDirectories(home);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("@" + options, "-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "TROOP_HOME",
                home.toString(),
                "KONG_PREFIX",
                home.toString(),
                "KONG_ROLE",
                "control_plane",
                "KONG_LOG_LEVEL",
                "warn",
                "KONG_ADMIN_LISTEN",
                "127.0.0.1:" + admin,
                "KONG_ADMIN_GUI_LISTEN",
                "off",
                "KONG_CLUSTER_LISTEN",
                "127.0.0.1:" + cluster,
                "KONG_CLUSTER_TELEMETRY_LISTEN",
                "127.0.0.1:" + telemetry));
    process = builder.start();
    long last = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() > last || !running().isAlive()) {
        throw new IllegalStateException(
            "the control plane does not answer; see " + home.resolve("log"));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return call("GET", "/status", null).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the control plane was not started");
    }
    return process;
  }

  /// Ends it as a crash would.
  void kill() throws InterruptedException {
    running().destroyForcibly().waitFor();
  }

  /// Calls the Admin API.
  HttpResponse<String> call(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
            .header("Content-Type", "application/json")
            .method(method, content)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// The object that a call answers.
  ///
  /// @throws IllegalStateException for any status but 200 and 201
  Map<?, ?> ask(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = call(method, path, body);
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readValue(answer.body(), Map.class);
  }

  /// The number of the newest revision.
  long revision() throws IOException, InterruptedException {
    return ask("GET", "/fleet?size=1", null).get("desired") instanceof Map<?, ?> desired
            && desired.get("revision") instanceof Number number
        ? number.longValue()
        : 0;
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
      if (!started.waitFor(30, TimeUnit.SECONDS)) {
        started.destroyForcibly();
      }
    } catch (InterruptedException _) {
      started.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
