package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An HAProxy before the upstream, connections kept and shared. *Confined to one thread.*
final class HaProxy implements Contender {

  private final Path folder;
  private final int port;
  private final int upstreamPort;
  private @Nullable Child child;

  HaProxy(Path folder, int upstreamPort) throws IOException {
    this.folder = folder;
    this.port = Child.freePort();
    this.upstreamPort = upstreamPort;
  }

  @Override
  public String name() {
    return "HAProxy";
  }

  @Override
  public String base() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        global
          nbthread 2
          maxconn 8192
        defaults
          mode http
          timeout connect 5s
          timeout client 600s
          timeout server 60s
          http-reuse always
          option forwardfor
        listen proxy
          bind 127.0.0.1:%d
          http-request replace-path /plain(.*) /\\1
          server up 127.0.0.1:%d pool-max-conn 1024
        """
            .formatted(port, upstreamPort));
    child =
        Child.start(
                folder.resolve("haproxy.log"),
                Map.of(),
                List.of("haproxy", "-db", "-f", file.toString()))
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
