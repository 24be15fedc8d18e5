package io.troop.plugins.tcplog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.LuaFields;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.TlsServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpLogHandlerTest {
  private final FakeHost host = new FakeHost();
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Handler.OnLog handler() {
    return handler("");
  }

  private Handler.OnLog handler(String more) {
    String config = "{\"host\":\"127.0.0.1\",\"port\":" + server.getLocalPort() + more + "}";
    return Plugins.handler(Handler.OnLog.class, "tcp-log", config, host);
  }

  private void log(Handler.OnLog handler, String path) throws Exception {
    log(handler, new FakeExchange("GET", path));
  }

  private void log(Handler.OnLog handler, FakeExchange exchange) throws Exception {
    handler.onLog(exchange);
    host.tools.queue().send();
  }

  /// The text that the server gets of an exchange.
  private String logged(String more, FakeExchange exchange) throws Exception {
    log(handler(more), exchange);
    try (Socket connection = server.accept();
        BufferedReader lines = reader(connection)) {
      return lines.readLine();
    }
  }

  private static Map<?, ?> read(String line) {
    return (Map<?, ?>) Json.parse(line);
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  @Test
  void sendsLinesOverOneConnection() throws Exception {
    Handler.OnLog handler = handler();
    log(handler, "/one");
    log(handler, "/two");

    try (Socket connection = server.accept();
        BufferedReader lines = reader(connection)) {
      assertThat(lines.readLine()).contains("\"uri\":\"/one\"");
      assertThat(lines.readLine()).contains("\"uri\":\"/two\"");
    }
  }

  @Test
  void connectsAnewAfterTheKeepaliveTime() throws Exception {
    Handler.OnLog handler = handler();
    log(handler, "/one");
    host.now = host.now.plus(Duration.ofSeconds(61));
    log(handler, "/two");

    try (Socket first = server.accept();
        Socket second = server.accept();
        BufferedReader lines = reader(second)) {
      assertThat(first.isConnected()).isTrue();
      assertThat(lines.readLine()).contains("\"uri\":\"/two\"");
    }
  }

  @Test
  void saysWhereNobodyListens() throws Exception {
    Handler.OnLog handler = handler();
    server.close();

    assertThatThrownBy(() -> log(handler, "/"))
        .hasMessageContaining("127.0.0.1:" + server.getLocalPort());
  }

  @Test
  void anEntryTellsTheClientTheServiceAndTheTimes() throws Exception {
    FakeExchange exchange =
        new FakeExchange("GET", "/delay/1")
            .route(new UUID(0, 1), "there")
            .service(new UUID(0, 2), "grpc-service", "there.example");

    Map<?, ?> entry = read(logged("", exchange));
    assertThat(entry.get("client_ip")).isEqualTo("127.0.0.1");
    assertThat(((Map<?, ?>) entry.get("request")).get("tls")).as("in the clear").isNull();
    assertThat(((Map<?, ?>) entry.get("service")).get("name")).isEqualTo("grpc-service");
    assertThat(((Map<?, ?>) entry.get("service")).get("protocol")).isEqualTo("http");
    assertThat(entry.get("latencies"))
        .isEqualTo(Map.of("kong", 2L, "proxy", 5L, "request", 9L, "receive", 1L));
  }

  @Test
  void anEntrySaysHowTheClientsConnectionIsSecured() throws Exception {
    FakeExchange exchange = new FakeExchange();
    exchange.request.tls =
        new Exchange.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", "gateway.example", List.of());

    Map<?, ?> entry = read(logged("", exchange));
    assertThat(((Map<?, ?>) entry.get("request")).get("tls"))
        .isEqualTo(
            Map.of(
                "version", "TLSv1.3", "cipher", "TLS_AES_256_GCM_SHA384", "client_verify", "NONE"));
  }

  @Test
  void triesAreAListWhenNoneWasMade() throws Exception {
    FakeExchange exchange = new FakeExchange().route(new UUID(0, 1), "ends-early");

    assertThat(logged("", exchange)).contains("\"tries\":[]");
  }

  @Test
  void luaSetsMembersAndTakesOthersOut() throws Exception {
    Map<?, ?> entry =
        read(logged(LuaFields.CONFIG, new FakeExchange().route(new UUID(0, 1), "custom")));
    assertThat(entry.get("client_ip")).isEqualTo("127.0.0.1");
    LuaFields.assertIn(entry);
  }

  @Test
  void sendsOverTlsToAServerThatNobodyVouchesFor() throws Exception {
    server.close();
    server =
        TlsServers.unknown()
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    server.setSoTimeout(10_000);
    // The handshake is the server's work, too.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> first =
          threads.submit(() -> {
            try (Socket connection = server.accept();
                BufferedReader lines = reader(connection)) {
              return lines.readLine();
            }
          });
      log(handler(",\"tls\":true,\"tls_sni\":\"logs.example\""), "/secured");

      assertThat(read(first.get(30, TimeUnit.SECONDS)).get("client_ip")).isEqualTo("127.0.0.1");
    }
  }
}
