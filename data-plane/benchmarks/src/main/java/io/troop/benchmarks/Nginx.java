package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An nginx, either as the upstream of all, which answers from memory, or as a proxy before it with
/// kept-alive connections. Both accept all connections that wait: one at a time, hundreds that come
/// at once wait for seconds. *Confined to one thread.*
final class Nginx implements Contender {

  /// The bodies to be had at `/bytes-N`, in bytes.
  static final List<Integer> SIZES = List.of(1_000, 100_000, 10_000_000);

  private final String name;
  private final Path folder;
  private final int port;
  private final int tlsPort;
  private final String body;
  private @Nullable Child child;

  private Nginx(String name, Path folder, int port, int tlsPort, String body) {
    this.name = name;
    this.folder = folder;
    this.port = port;
    this.tlsPort = tlsPort;
    this.body = body;
  }

  static Nginx upstream(Path folder) throws IOException {
    int port = Child.freePort();
    for (int size : SIZES) {
      Files.write(folder.resolve("bytes-" + size), new byte[size]);
    }
    return new Nginx(
        "upstream",
        folder,
        port,
        0,
        "server { listen 127.0.0.1:"
            + port
            + " reuseport backlog=4096; location / { return 200 \"hello world\\n\"; }"
            + " location /bytes- { root "
            + folder
            + "; sendfile on; } }");
  }

  static Nginx proxy(Path folder, int upstreamPort) throws IOException, InterruptedException {
    int port = Child.freePort();
    int tlsPort = Child.freePort();
    Path key = folder.resolve("nginx.key");
    Path certificate = folder.resolve("nginx.crt");
    Child.run(
        Map.of(),
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString()));
    return new Nginx(
        "nginx",
        folder,
        port,
        tlsPort,
        """
        upstream up { server 127.0.0.1:%d; keepalive 512; keepalive_requests 1000000000; }
        server { listen 127.0.0.1:%d reuseport backlog=4096;
          listen 127.0.0.1:%d ssl http2 reuseport backlog=4096;
          ssl_certificate %s; ssl_certificate_key %s;
          location /plain { proxy_pass http://up/; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }
        """
            .formatted(upstreamPort, port, tlsPort, certificate, key));
  }

  int port() {
    return port;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String base() {
    return "http://127.0.0.1:" + port;
  }

  /// Scheme, host and port of the listener with TLS and HTTP/2.
  String tlsBase() {
    return "https://127.0.0.1:" + tlsPort;
  }

  @Override
  public long pid() {
    return child == null ? 0 : child.pid();
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(
        file,
        """
        worker_processes 2; daemon off; pid %1$s/%2$s.pid; error_log %1$s/%2$s.error.log;
        events { worker_connections 8192; multi_accept on; }
        http {
          access_log off; keepalive_requests 1000000000; keepalive_timeout 600s;
          client_body_temp_path %1$s/%2$s.body; proxy_temp_path %1$s/%2$s.proxy;
          fastcgi_temp_path %1$s/%2$s.f; uwsgi_temp_path %1$s/%2$s.u; scgi_temp_path %1$s/%2$s.s;
          %3$s
        }
        """
            .formatted(folder, name, body));
    child =
        Child.start(
                folder.resolve(name + ".log"), Map.of(), List.of("nginx", "-c", file.toString()))
            .awaitPort(port);
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
    }
  }
}
