package io.troop.plugins.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A function app of Azure: a real HTTP server that refuses what does not bring its key, as Azure
/// does, and answers with what it got. Calls to its public address reach it.
public final class AzureStub implements Function<HttpCall, HttpReply>, AutoCloseable {
  private final URI address;
  private final String key;
  private final HttpServer server;
  private final WireCalls calls = new WireCalls();

  /// @param address of the function, as Azure would have it, without a query
  public AzureStub(String address, String key) {
    this.address = URI.create(address);
    this.key = key;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/", this::serve);
    server.start();
  }

  /// Takes a call to the public address over the wire; any other host is unknown.
  @Override
  public HttpReply apply(HttpCall call) {
    URI url = call.url();
    if (!(url.getScheme() + "://" + url.getAuthority())
        .equals(address.getScheme() + "://" + address.getAuthority())) {
      throw new IllegalStateException("unknown host: " + url);
    }
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    URI here =
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + url.getRawPath() + query);
    HttpCall moved = HttpCall.of(call.method(), here).with(call.body());
    for (Map.Entry<String, String> header : call.headers()) {
      moved = moved.with(header.getKey(), header.getValue());
    }
    return calls.apply(moved);
  }

  private void serve(HttpExchange exchange) throws IOException {
    URI asked = exchange.getRequestURI();
    List<String> keys = exchange.getRequestHeaders().getOrDefault("X-functions-key", List.of());
    int status =
        !asked.getRawPath().equals(address.getRawPath())
            ? 404
            : keys.equals(List.of(key)) ? 200 : 401;
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String got =
        exchange.getRequestMethod()
            + " "
            + asked
            + " "
            + exchange.getRequestHeaders().getFirst("X-functions-clientid")
            + " "
            + body;
    byte[] answer = (status == 200 ? got : "").getBytes(UTF_8);
    exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    calls.close();
    server.stop(0);
  }
}
