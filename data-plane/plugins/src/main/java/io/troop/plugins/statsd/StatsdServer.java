package io.troop.plugins.statsd;

import io.troop.plugin.tools.Datagrams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// Sends metric lines. *Thread-safe; blocks.*
final class StatsdServer {
  private static final int TIMEOUT_MILLIS = 1000;

  private final StatsdConfig config;

  StatsdServer(StatsdConfig config) {
    this.config = config;
  }

  void send(List<byte[]> lines) throws IOException {
    if (config.useTcp()) {
      overTcp(lines);
    } else {
      new Datagrams(config.host(), config.port()).send(packed(lines, (int) config.udpPacketSize()));
    }
  }

  private void overTcp(List<byte[]> lines) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(config.host(), config.port()), TIMEOUT_MILLIS);
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (byte[] line : lines) {
        text.writeBytes(line);
        text.write('\n');
      }
      socket.getOutputStream().write(text.toByteArray());
    }
  }

  /// Lines put together, with line ends between them, as long as a datagram stays within `size`.
  static List<byte[]> packed(List<byte[]> lines, int size) {
    List<byte[]> out = new ArrayList<>();
    ByteArrayOutputStream datagram = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      if (datagram.size() > 0 && datagram.size() + 1 + line.length > size) {
        out.add(datagram.toByteArray());
        datagram.reset();
      }
      if (datagram.size() > 0) {
        datagram.write('\n');
      }
      datagram.writeBytes(line);
    }
    if (datagram.size() > 0) {
      out.add(datagram.toByteArray());
    }
    return out;
  }
}
