package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Spring Cloud Gateway before the upstream, built from the folder `spring-cloud-gateway`.
/// *Confined to one thread.*
final class SpringCloudGateway implements Contender {

  private final Path root;
  private final Path folder;
  private final int port;
  private final int upstreamPort;
  private @Nullable Child child;

  SpringCloudGateway(Path root, Path folder, int upstreamPort) throws IOException {
    this.root = root;
    this.folder = folder;
    this.port = Child.freePort();
    this.upstreamPort = upstreamPort;
  }

  @Override
  public String name() {
    return "Spring Cloud Gateway";
  }

  @Override
  public String base() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Path project = root.resolve("data-plane/benchmarks/spring-cloud-gateway");
    Child.run(
        Map.of("JAVA_HOME", System.getProperty("java.home")),
        List.of("mvn", "-B", "-ntp", "-q", "-f", project.resolve("pom.xml").toString(), "package"));
    child =
        Child.start(
                folder.resolve("spring-cloud-gateway.log"),
                Map.of(),
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:+UseParallelGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "-jar",
                    project.resolve("target/gateway.jar").toString(),
                    "--server.address=127.0.0.1",
                    "--server.port=" + port,
                    "--bench.upstream=http://127.0.0.1:" + upstreamPort))
            .awaitPort(port);
  }

  @Override
  public long pid() {
    return child == null ? 0 : child.pid();
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }
}
