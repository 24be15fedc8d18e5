package io.troop.e2e.harness;

import java.io.IOException;
import java.nio.file.Path;

/// A data plane process. *Confined to one thread.*
public final class Node extends Program {

  private static final Path APP = Path.of("../../data-plane/proxy/target/app");

  private final int proxy = Ports.free();
  private final int proxyTls = Ports.free();
  private final int status = Ports.free();

  Node(String name, Path home) {
    super(name, APP, home);
    with("TROOP_HOME", home.toString());
    with("KONG_PREFIX", home.toString());
    with("KONG_ROLE", "data_plane");
    with("KONG_DATABASE", "off");
    with("KONG_PROXY_LISTEN", "127.0.0.1:%d, 127.0.0.1:%d ssl".formatted(proxy, proxyTls));
    with("KONG_STATUS_LISTEN", "127.0.0.1:" + status);
  }

  /// Starts it and waits until it is ready and its proxy answers.
  public void start() {
    launch();
    await("it is ready", this::isReady);
    await("its proxy answers", () -> Http.get(proxy() + "/").status() > 0);
  }

  public boolean isReady() throws IOException {
    return Http.get(status() + "/status/ready").status() == 200;
  }

  public String proxy() {
    return "http://127.0.0.1:" + proxy;
  }

  /// An address behind the gateway.
  public String proxy(String path) {
    return proxy() + path;
  }

  public String proxyTls() {
    return "https://127.0.0.1:" + proxyTls;
  }

  /// Orders something of the node itself, through the socket that its user alone can reach.
  public Answer order(String method, String path) throws IOException {
    return Http.unix(home().resolve("node.sock"), method, path);
  }

  public String status() {
    return "http://127.0.0.1:" + status;
  }
}
