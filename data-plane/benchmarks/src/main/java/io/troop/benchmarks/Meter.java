package io.troop.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Relays TCP connections to a port and counts the bytes of both directions. *Thread-safe.*
final class Meter implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final AtomicLong toClient = new AtomicLong();
  private final AtomicLong toServer = new AtomicLong();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private Meter(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static Meter before(int target) throws IOException {
    Meter meter = new Meter(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target);
    Thread.ofVirtual().start(meter::accept);
    return meter;
  }

  int port() {
    return server.getLocalPort();
  }

  /// Bytes sent so far by those who are dialled.
  long received() {
    return toClient.get();
  }

  /// Bytes sent so far by those who dial.
  long sent() {
    return toServer.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(upstream);
        Thread.ofVirtual().start(() -> copy(client, upstream, toServer));
        Thread.ofVirtual().start(() -> copy(upstream, client, toClient));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void copy(Socket from, Socket to, AtomicLong counter) {
    byte[] buffer = new byte[65536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        counter.addAndGet(n);
        out.write(buffer, 0, n);
      }
    } catch (IOException closed) {
      // One side hung up; both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
