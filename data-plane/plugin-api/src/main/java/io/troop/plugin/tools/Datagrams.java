package io.troop.plugin.tools;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// Sends datagrams to a server. *Thread-safe.* Blocks while the server's name is looked up, so it
/// is for a queue's sink, not for an event loop.
public final class Datagrams {
  private final String host;
  private final int port;

  public Datagrams(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /// Sends each of these as one datagram.
  ///
  /// @throws IOException when the server's name can't be looked up, or a datagram is too long
  public void send(List<byte[]> datagrams) throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(host), port);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] datagram : datagrams) {
        socket.send(new DatagramPacket(datagram, datagram.length, server));
      }
    }
  }
}
