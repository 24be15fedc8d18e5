package io.troop.plugins.tcplog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
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
    String config = "{\"host\":\"127.0.0.1\",\"port\":" + server.getLocalPort() + "}";
    return Plugins.handler(Handler.OnLog.class, "tcp-log", config, host);
  }

  private void log(Handler.OnLog handler, String path) throws Exception {
    handler.onLog(new FakeExchange("GET", path));
    host.tools.queue().send();
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
}
