package io.troop.e2e.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What stands before several control planes: each connection goes to the first that takes it.
/// *Thread-safe.*
public final class Balancer implements AutoCloseable {

  private final ServerSocket listener;
  private final List<String> backends;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  private Balancer(ServerSocket listener, List<String> backends) {
    this.listener = listener;
    this.backends = backends;
  }

  /// @param backends hosts and ports, the preferred first
  public static Balancer before(String... backends) {
    try {
      ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Balancer balancer = new Balancer(listener, List.of(backends));
      Thread.ofVirtual().start(balancer::accept);
      return balancer;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Host and port to dial in place of the backends'.
  public String address() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /// From now on connections hang: what is sent arrives nowhere, and nobody is told.
  public void cut() {
    cut = true;
  }

  /// Ends what hangs, and lets connections through again.
  public void heal() {
    cut = false;
    open.forEach(Balancer::close);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    if (cut) {
      return;
    }
    for (String backend : backends) {
      int colon = backend.lastIndexOf(':');
      Socket server = new Socket();
      try {
        server.connect(
            new InetSocketAddress(
                backend.substring(0, colon), Integer.parseInt(backend.substring(colon + 1))),
            5000);
      } catch (IOException away) {
        close(server);
        continue;
      }
      open.add(server);
      Thread.ofVirtual().start(() -> pump(client, server));
      Thread.ofVirtual().start(() -> pump(server, client));
      return;
    }
    close(client);
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!cut) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException ended) {
      // One side is gone; so goes the other.
    } finally {
      close(from);
      close(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It was closed already.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException gone) {
      // It was closed already.
    }
    open.forEach(Balancer::close);
  }
}
