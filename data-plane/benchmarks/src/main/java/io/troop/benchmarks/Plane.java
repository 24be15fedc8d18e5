package io.troop.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A control plane by itself, over a database of its own, with the flags that the launcher gives
/// it. *Confined to one thread.*
final class Plane implements AutoCloseable {

  /// The first administrator's password and token.
  static final String TOKEN = "bench-administrator";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final int MOST_ROUNDS = 12;

  /// Ticks a second: a twentieth of a core.
  private static final int COMPILING = 5;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path home;
  private final int port;
  private final Child process;
  private int loads;

  /// @param name of the folder below `folder` that it keeps its data in; emptied before
  /// @param settings of `kong.conf`, as environment variables
  Plane(Path root, Path folder, String name, Map<String, String> settings)
      throws IOException, InterruptedException {
    this.home = folder.resolve(name);
    delete(home);
    Files.createDirectories(home);
    this.port = Child.freePort();
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("TROOP_HOME", home.toString());
    environment.put("KONG_PREFIX", home.toString());
    environment.put("KONG_PASSWORD", TOKEN);
    environment.put("KONG_ADMIN_LISTEN", "127.0.0.1:" + port);
    environment.put("KONG_ADMIN_GUI_LISTEN", "off");
    environment.put("KONG_CLUSTER_LISTEN", "127.0.0.1:" + Child.freePort());
    environment.put("KONG_CLUSTER_TELEMETRY_LISTEN", "127.0.0.1:" + Child.freePort());
    this.process =
        Child.start(
                home.resolve("log"),
                environment,
                List.of(
                    java(),
                    "@" + root.resolve("launcher/jvm/control-plane.options"),
                    "-jar",
                    jar(folder).toString()))
            .awaitPort(port);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static Path jar(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("troop/app/control-plane"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("troop-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /// Where it keeps its data.
  Path home() {
    return home;
  }

  String base() {
    return "http://127.0.0.1:" + port;
  }

  /// One call.
  ///
  /// @return the answer's body
  /// @throws IOException when the answer is no success
  String call(String method, String path, String json) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base() + path))
            .header("Content-Type", "application/json")
            .header("Kong-Admin-Token", TOKEN)
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .timeout(PATIENCE)
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      String said = answer.body();
      throw new IOException(
          method
              + " "
              + path
              + ": "
              + answer.statusCode()
              + " "
              + said.substring(0, Math.min(500, said.length())));
    }
    return answer.body();
  }

  /// Kilobytes of live objects.
  long heapKilobytes() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = String.valueOf(process.pid());
    Child.run(Map.of(), List.of(jcmd, pid, "GC.run"));
    Child.run(Map.of(), List.of(jcmd, pid, "GC.run"));
    Matcher used =
        USED.matcher(
            Child.run(Map.of(), List.of(jcmd, pid, "GC.heap_info"))
                .replaceAll("(?s)Metaspace.*", ""));
    long sum = 0;
    while (used.find()) {
      sum += Long.parseLong(used.group(1));
    }
    return sum;
  }

  /// So much of everything that the compilers are done with it.
  void warmUp(int seconds) throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      load(true, 10, seconds);
      load(false, 10, 2);
    }
  }

  /// So much of everything that the compilers have little left to do, if that is within reach.
  void settle(int seconds) throws IOException, InterruptedException {
    for (int i = 0; i < MOST_ROUNDS; i++) {
      long before = Compilers.ticks(process.pid());
      load(true, 10, seconds);
      load(false, 10, seconds);
      if (Compilers.ticks(process.pid()) - before < 2L * seconds * COMPILING) {
        return;
      }
    }
  }

  /// A load, and the processor time of the control plane and of its database for each request: with
  /// what an audit log adds to the database a moment later.
  Cost cost(boolean writes, int clients, int duration) throws IOException, InterruptedException {
    Path database = home.resolve("postgres/data/postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(database).getFirst());
    return Cost.of(
        List.of(process.pid(), pid),
        duration,
        () -> {
          Load load = load(writes, clients, duration);
          call("GET", "/audit/requests?size=1", "");
          return load;
        });
  }

  /// Makes services at a fixed rate.
  FixedRate.Result writes(int clients, int perSecond, int duration) throws InterruptedException {
    String name = "paced-" + loads++;
    return new FixedRate(port, clients, n -> creation(name + "-" + n)).load(perSecond, duration);
  }

  /// Reads one service by name, at a fixed rate.
  FixedRate.Result reads(int clients, int perSecond, int duration)
      throws IOException, InterruptedException {
    String name = "paced-" + loads++;
    call("POST", "/services", "{\"name\":\"" + name + "\",\"host\":\"10.0.0.1\"}");
    byte[] request =
        """
        GET /services/%s HTTP/1.1\r
        Host: 127.0.0.1\r
        Kong-Admin-Token: %s\r
        \r
        """
            .formatted(name, TOKEN)
            .getBytes(StandardCharsets.US_ASCII);
    return new FixedRate(port, clients, _ -> request).load(perSecond, duration);
  }

  private byte[] creation(String name) {
    String body = "{\"name\":\"" + name + "\",\"host\":\"10.0.0.1\"}";
    return """
    POST /services HTTP/1.1\r
    Host: 127.0.0.1\r
    Kong-Admin-Token: %s\r
    Content-Type: application/json\r
    Content-Length: %d\r
    \r
    %s\
    """
        .formatted(TOKEN, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Loads with new services, or with reads of one.
  Load load(boolean writes, int clients, int duration) throws IOException, InterruptedException {
    String name = "load-" + loads++;
    call("POST", "/services", "{\"name\":\"" + name + "\",\"host\":\"10.0.0.1\"}");
    String request =
        writes
            ? """
            wrk.format("POST", "/services", headers, '{"name":"%s-' .. n .. '","host":"10.0.0.1"}')\
            """
            : "wrk.format(\"GET\", \"/services/%s\", headers)";
    Path script = home.resolve("load.lua");
    Files.writeString(
        script,
        """
        local n = 0
        local headers = { ["Content-Type"] = "application/json", ["Kong-Admin-Token"] = "%s" }
        function request()
          n = n + 1
          return %s
        end
        """
            .formatted(TOKEN, request.formatted(name)));
    return Load.parse(
        Child.run(
            Map.of(),
            List.of(
                "wrk",
                "-t1",
                "-c" + clients,
                "-d" + duration + "s",
                "--latency",
                "-s",
                script.toString(),
                base())));
  }

  @Override
  public void close() {
    process.close();
  }
}
