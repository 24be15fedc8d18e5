package io.troop.proxy.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/// A proxy that opens tunnels for those who have the password.
final class ConnectProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final String authorization;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// The first lines of what was asked.
  final List<String> asked = new CopyOnWriteArrayList<>();

  /// The status line that refuses everybody; null to refuse nobody with the password.
  volatile String refusal;

  /// Where tunnels lead, whatever they are asked for.
  private final int target;

  /// @param sockets of TLS, or not
  /// @param authorization what `Proxy-Authorization` must be; null for anything
  ConnectProxy(ServerSocketFactory sockets, String authorization, int target) throws IOException {
    this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.authorization = authorization;
    this.target = target;
    threads.submit(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private Object accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      open.add(client);
      threads.submit(() -> serve(client));
    }
  }

  private Object serve(Socket client) throws IOException {
    try (client) {
      String head = head(client.getInputStream());
      asked.add(head.lines().findFirst().orElse(""));
      boolean isKnown =
          authorization == null
              || head.toLowerCase(java.util.Locale.ROOT)
                  .contains(
                      ("proxy-authorization: " + authorization).toLowerCase(java.util.Locale.ROOT));
      String status =
          refusal != null
              ? refusal
              : isKnown ? "200 Connection established" : "407 Proxy Authentication Required";
      client
          .getOutputStream()
          .write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      if (status.startsWith("200")) {
        tunnel(client);
      }
    }
    return null;
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private void tunnel(Socket client) throws IOException {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(server);
      threads.submit(() -> pump(server.getInputStream(), client.getOutputStream(), client));
      pump(client.getInputStream(), server.getOutputStream(), server);
    }
  }

  private static Object pump(InputStream in, OutputStream out, Socket to) throws IOException {
    byte[] buffer = new byte[8192];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } finally {
      to.close();
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
