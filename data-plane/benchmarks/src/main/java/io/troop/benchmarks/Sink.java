package io.troop.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A port that takes whatever is sent, over TCP and UDP, and forgets it. *Thread-safe.*
final class Sink implements AutoCloseable {

  private final ServerSocket server;
  private final DatagramSocket datagrams;

  private Sink(ServerSocket server, DatagramSocket datagrams) {
    this.server = server;
    this.datagrams = datagrams;
  }

  static Sink open() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket server = new ServerSocket(0, 64, loopback);
    Sink sink =
        new Sink(
            server, new DatagramSocket(new InetSocketAddress(loopback, server.getLocalPort())));
    Thread.ofPlatform().daemon().start(sink::accept);
    Thread.ofPlatform().daemon().start(sink::receive);
    return sink;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> swallow(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void swallow(Socket client) {
    try (client;
        InputStream in = client.getInputStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // The sender hung up.
    }
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
    try {
      while (true) {
        datagrams.receive(packet);
      }
    } catch (IOException closed) {
      // The comparison is over.
    }
  }

  @Override
  public void close() throws IOException {
    datagrams.close();
    server.close();
  }
}
