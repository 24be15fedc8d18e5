package io.troop.proxy.callout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledHttpCallerTest {
  private final PooledHttpCaller caller = new PooledHttpCaller(null);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/echo",
        exchange -> {
          String answer =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-A")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          exchange.getResponseHeaders().add("X-B", "b");
          exchange.sendResponseHeaders(418, answer.length());
          exchange.getResponseBody().write(answer.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    caller.close();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  @Test
  void givesTheAnswerWhateverItsStatus() {
    HttpReply reply =
        caller
            .call(HttpCall.of("POST", url("/echo?q=1")).with("X-A", "a").with("hi".getBytes(UTF_8)))
            .block();

    assertThat(reply.status()).isEqualTo(418);
    assertThat(reply.text()).isEqualTo("POST /echo?q=1 a hi");
    assertThat(reply.header("x-b")).isEqualTo("b");
  }

  @Test
  void anAnswerWithoutABodyIsAnAnswer() {
    server.createContext(
        "/empty",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });

    HttpReply reply = caller.call(HttpCall.of("GET", url("/empty"))).block();

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void failsWhenNobodyAnswersInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpCall call =
          HttpCall.of("GET", URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"))
              .within(Duration.ofSeconds(5), Duration.ofMillis(100));

      assertThatThrownBy(() -> caller.call(call).block())
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("no answer within 100 ms");
    }
  }

  @Test
  void failsWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }

    assertThatThrownBy(() ->
            caller.call(HttpCall.of("GET", URI.create("http://127.0.0.1:" + port + "/"))).block())
        .hasCauseInstanceOf(IOException.class);
  }
}
