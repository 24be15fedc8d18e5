package io.troop.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A node that is not simulated: what it takes until a configuration serves, and how much memory.
/// *Confined to one thread.*
final class RealNode implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  /// Questions take time from whom they are put to, and a node that starts has none to spare.
  private static final long START_POLL_MILLIS = 20;

  private static final Pattern HASH = Pattern.compile("\"configuration_hash\"\\s*:\\s*\"(\\w*)\"");

  private final RealProcess process;
  private final Path home;
  private final Map<String, String> environment;
  private final int proxy = RealProcess.freePort();
  private final int status = RealProcess.freePort();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param enrolment what the control plane answered to one
  RealNode(Path jar, Path options, Path home, int clusterPort, Map<?, ?> enrolment)
      throws IOException {
    this.process = new RealProcess(jar, options, home);
    this.home = home;
    Files.createDirectories(home);
    this.environment =
        Map.ofEntries(
            Map.entry("KONG_ROLE", "data_plane"),
            Map.entry("KONG_DATABASE", "off"),
            Map.entry("TROOP_HOME", home.toString()),
            Map.entry("KONG_PREFIX", home.toString()),
            Map.entry("KONG_PROXY_LISTEN", "127.0.0.1:" + proxy),
            Map.entry("KONG_STATUS_LISTEN", "127.0.0.1:" + status),
            Map.entry("KONG_CLUSTER_MTLS", "pki"),
            Map.entry("KONG_CLUSTER_CONTROL_PLANE", "127.0.0.1:" + clusterPort),
            Map.entry("KONG_CLUSTER_SERVER_NAME", "localhost"),
            Map.entry("KONG_CLUSTER_CERT", file("cluster.crt", enrolment.get("certificate"))),
            Map.entry("KONG_CLUSTER_CERT_KEY", file("cluster.key", enrolment.get("private_key"))),
            Map.entry(
                "KONG_CLUSTER_CA_CERT", file("cluster-ca.crt", enrolment.get("ca_certificate"))));
  }

  private String file(String name, @Nullable Object text) throws IOException {
    return Files.writeString(home.resolve(name), String.valueOf(text)).toString();
  }

  /// Starts it and waits until its proxy answers, with whatever it has.
  ///
  /// @return the hash of what it serves
  String start() throws IOException, InterruptedException {
    process.start(environment);
    await(START_POLL_MILLIS, _ -> answers("http://127.0.0.1:" + status + "/status/ready", 200));
    await(START_POLL_MILLIS, _ -> answers("http://127.0.0.1:" + proxy + "/", 0));
    return await(START_POLL_MILLIS, hash -> !hash.isEmpty());
  }

  /// Waits until it serves something else.
  void awaitOtherThan(String hash) throws InterruptedException {
    await(1, now -> !now.isEmpty() && !now.equals(hash));
  }

  /// The hash of what it serves; empty when it does not answer.
  String hash() {
    try {
      Matcher hash = HASH.matcher(get("http://127.0.0.1:" + status + "/status").body());
      return hash.find() ? hash.group(1) : "";
    } catch (IOException _) {
      return "";
    }
  }

  private String await(long pollMillis, Predicate<String> condition) throws InterruptedException {
    long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String now = hash();
    while (!condition.test(now)) {
      if (System.nanoTime() > last || !process.isAlive()) {
        throw new IllegalStateException("the node does not get on; see " + home.resolve("log"));
      }
      TimeUnit.MILLISECONDS.sleep(pollMillis);
      now = hash();
    }
    return now;
  }

  /// @param code 0 for any
  private boolean answers(String address, int code) {
    try {
      int seen = get(address).statusCode();
      return code == 0 || seen == code;
    } catch (IOException _) {
      return false;
    }
  }

  private HttpResponse<String> get(String address) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(address)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  /// The process, to see what it takes.
  RealProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
