package io.troop.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An installation of ours, started by the launcher as a user starts it. *Confined to one thread.*
final class Troop implements Contender {

  private static final Pattern PORT = Pattern.compile("export TROOP_(\\w+)_PORT=(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Of Linux, whatever its kernel counts in.
  private static final double TICKS_PER_SECOND = 100;

  private final Path root;
  private final Path home;
  private final int upstreamPort;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Integer> ports = new HashMap<>();

  Troop(Path root, Path folder, int upstreamPort) {
    this.root = root;
    this.home = folder.resolve("troop");
    this.upstreamPort = upstreamPort;
  }

  @Override
  public String name() {
    return "Troop";
  }

  @Override
  public String base() {
    return "http://127.0.0.1:" + port("PROXY");
  }

  /// Scheme, host and port of the listener with TLS and HTTP/2.
  String tlsBase() {
    return "https://127.0.0.1:" + port("PROXY_TLS");
  }

  int port(String name) {
    return ports.getOrDefault(name, 0);
  }

  /// Starts both planes and configures service `up` with route `/plain`.
  @Override
  public void start() throws IOException, InterruptedException {
    launcher(Map.of(), "up", "-d", "--free-ports");
    // The first run records what the second starts from, as it is for a user.
    launcher(Map.of(), "down");
    awaitStartCaches();
    launcher(Map.of(), "up", "-d", "--free-ports");
    readPorts();
    change(
        "POST", "/services", "{\"name\":\"up\",\"url\":\"http://127.0.0.1:" + upstreamPort + "\"}");
    change("POST", "/services/up/routes", "{\"name\":\"plain\",\"paths\":[\"/plain\"]}");
    awaitLive("/plain");
  }

  /// Runs a verb of the launcher and returns how long it took.
  Duration launcher(Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("troop").toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(more);
    environment.put("TROOP_HOME", home.toString());
    long begun = System.nanoTime();
    Child.run(environment, command);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void awaitStartCaches() throws InterruptedException {
    for (int tries = 0; tries < 600; tries++) {
      if (Files.exists(home.resolve("app/node.aot"))
          && Files.exists(home.resolve("app/control-plane.aot"))) {
        return;
      }
      Thread.sleep(100);
    }
  }

  private void readPorts() throws IOException {
    Matcher line = PORT.matcher(Files.readString(home.resolve("run/ports")));
    while (line.find()) {
      ports.put(line.group(1), Integer.valueOf(line.group(2)));
    }
  }

  /// One call of the Admin API.
  ///
  /// @return the answer's body
  /// @throws IOException when the answer is no success
  String change(String method, String path, String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("ADMIN") + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .timeout(PATIENCE)
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          method + " " + path + " " + json + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /// The status that the proxy answers with on a path.
  int ask(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base() + path)).timeout(PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// Returns when the proxy relays the path.
  void awaitLive(String path) throws IOException, InterruptedException {
    long last = System.nanoTime() + PATIENCE.toNanos();
    while (ask(path) != 200) {
      if (System.nanoTime() > last) {
        throw new IOException(path + " did not become live within " + PATIENCE);
      }
    }
  }

  private long pid(String process) throws IOException {
    return Long.parseLong(
        Files.readString(home.resolve("run/" + process + ".pid")).split(" ", 2)[0]);
  }

  /// The node that takes the loads.
  @Override
  public long pid() {
    try {
      return pid("node-1");
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Resident memory of a process, in megabytes.
  long residentMegabytes(String process) throws IOException {
    Path status = Path.of("/proc", String.valueOf(pid(process)), "status");
    Matcher found = RESIDENT.matcher(Files.readString(status));
    return found.find() ? Long.parseLong(found.group(1)) / 1024 : -1;
  }

  /// Processor time that a process has taken so far, in seconds.
  double processorSeconds(String process) throws IOException {
    String pid = Files.readString(home.resolve("run/" + process + ".pid")).split(" ", 2)[0];
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  @Override
  public void close() throws IOException {
    try {
      launcher(Map.of(), "down");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
