package io.troop.control.governance.export;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// An HTTP server that answers as a test says, and remembers what it was asked.
final class Stub implements AutoCloseable {

  /// A request.
  ///
  /// @param headers by lower-case name
  record Asked(String method, URI uri, Map<String, String> headers, String body) {}

  /// An answer.
  record Said(int status, String body) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  volatile Function<Asked, Said> behaviour = _ -> new Said(200, "{}");
  private final HttpServer server;

  Stub() throws IOException {
    this(0);
  }

  Stub(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) ->
                  headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
          Asked request =
              new Asked(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  headers,
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          asked.add(request);
          Said said = behaviour.apply(request);
          byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(said.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
