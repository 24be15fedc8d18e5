package io.troop.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A control plane as users run it: a process of its own with the database it embeds. *Confined to
/// one thread*, but for [#call].
final class RealControlPlane implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final RealProcess process;
  private final Path home;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int admin = RealProcess.freePort();
  private final int cluster = RealProcess.freePort();
  private final int telemetry = RealProcess.freePort();

  RealControlPlane(Path jar, Path options, Path home) {
    this.process = new RealProcess(jar, options, home);
    this.home = home;
  }

  int clusterPort() {
    return cluster;
  }

  /// Starts it and waits until it answers.
  void start() throws IOException, InterruptedException {
    process.start(
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
    long last = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (System.nanoTime() > last || !process.isAlive()) {
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

  /// Ends it as a crash would.
  void kill() throws InterruptedException {
    process.kill();
  }

  /// The process, to see what it takes.
  RealProcess process() {
    return process;
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

  @Override
  public void close() {
    process.close();
  }
}
