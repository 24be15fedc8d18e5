package io.troop.plugins.udplog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.LuaFields;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpLogHandlerTest {
  private final FakeHost host = new FakeHost();
  private DatagramSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    server.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void log(String more, FakeExchange... exchanges) throws Exception {
    Handler.OnLog handler =
        Plugins.handler(
            Handler.OnLog.class,
            "udp-log",
            "{\"host\":\"127.0.0.1\",\"port\":" + server.getLocalPort() + more + "}",
            host);
    for (FakeExchange exchange : exchanges) {
      handler.onLog(exchange);
    }
    host.tools.queue().send();
  }

  @Test
  void sendsADatagramForEachExchange() throws Exception {
    log("", new FakeExchange("GET", "/one"), new FakeExchange("GET", "/two"));

    assertThat(receive()).contains("\"uri\":\"/one\"");
    assertThat(receive()).contains("\"uri\":\"/two\"");
  }

  @Test
  void anEntryTellsTheClientAndTheTimes() throws Exception {
    log("", new FakeExchange("GET", "/delay/2"));

    Map<?, ?> entry = (Map<?, ?>) Json.parse(receive());
    assertThat(entry.get("client_ip")).isEqualTo("127.0.0.1");
    assertThat(entry.get("latencies"))
        .isEqualTo(Map.of("kong", 2L, "proxy", 5L, "request", 9L, "receive", 1L));
  }

  @Test
  void luaSetsMembersAndTakesOthersOut() throws Exception {
    log(LuaFields.CONFIG, new FakeExchange().route(new UUID(0, 1), "custom"));

    Map<?, ?> entry = (Map<?, ?>) Json.parse(receive());
    LuaFields.assertIn(entry);
  }

  private String receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    server.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }
}
