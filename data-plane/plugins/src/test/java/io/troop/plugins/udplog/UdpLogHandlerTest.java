package io.troop.plugins.udplog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class UdpLogHandlerTest {

  @Test
  void sendsADatagramForEachExchange() throws Exception {
    FakeHost host = new FakeHost();
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(10_000);
      Handler.OnLog handler =
          Plugins.handler(
              Handler.OnLog.class,
              "udp-log",
              "{\"host\":\"127.0.0.1\",\"port\":" + server.getLocalPort() + "}",
              host);
      handler.onLog(new FakeExchange("GET", "/one"));
      handler.onLog(new FakeExchange("GET", "/two"));
      host.tools.queue().send();

      assertThat(receive(server)).contains("\"uri\":\"/one\"");
      assertThat(receive(server)).contains("\"uri\":\"/two\"");
    }
  }

  private static String receive(DatagramSocket server) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
    server.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), UTF_8);
  }
}
