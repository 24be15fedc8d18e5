package io.troop.proxy.callout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.plugin.tools.ClientIdentity;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import io.troop.proxy.listener.Anybody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledHttpCallerTest {
  private static final Authority AUTHORITY =
      Authority.create("test", Clock.systemUTC(), new SecureRandom());
  private static final CertifiedKey SERVER = AUTHORITY.issueServer(List.of("localhost"));
  private static final CertifiedKey ONE = AUTHORITY.issueNode("one");
  private static final CertifiedKey OTHER = AUTHORITY.issueNode("other");

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

  /// A server with TLS that asks for a certificate, and tells whom it sees and over which
  /// connection.
  private HttpsServer secured() throws IOException {
    HttpsServer secured =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secured.setHttpsConfigurator(
        new HttpsConfigurator(Anybody.server(SERVER)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    secured.createContext(
        "/",
        exchange -> {
          String who;
          try {
            who = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
          } catch (SSLPeerUnverifiedException nobody) {
            who = "nobody";
          }
          byte[] answer = (who + " " + exchange.getRemoteAddress().getPort()).getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    secured.start();
    return secured;
  }

  @Test
  void callsByTlsShareConnections() throws Exception {
    HttpsServer secured = secured();
    try {
      HttpCall call = HttpCall.of("GET", url(secured)).verifyingTls(false);

      // A connection may come back to the pool a moment after the answer was there.
      Set<String> callers = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        callers.add(caller.call(call.with("X-A", "a" + i)).block().text());
      }

      assertThat(callers).allMatch(who -> who.startsWith("nobody ")).hasSizeLessThan(5);
    } finally {
      secured.stop(0);
    }
  }

  @Test
  void whoCallsIsShownToAServerThatAsks() throws Exception {
    HttpsServer secured = secured();
    try {
      HttpCall call = HttpCall.of("GET", url(secured)).verifyingTls(false);
      ClientIdentity one = new ClientIdentity(ONE.chain(), ONE.key());
      ClientIdentity other = new ClientIdentity(OTHER.chain(), OTHER.key());

      assertThat(caller.call(call.as(one)).block().text()).startsWith("CN=one ");
      assertThat(caller.call(call.as(other)).block().text()).startsWith("CN=other ");
      assertThat(caller.call(call).block().text()).startsWith("nobody ");
      assertThat(one.toString()).isEqualTo("ClientIdentity[CN=one]");
    } finally {
      secured.stop(0);
    }
  }

  private static URI url(HttpsServer secured) {
    return URI.create("https://127.0.0.1:" + secured.getAddress().getPort() + "/");
  }
}
