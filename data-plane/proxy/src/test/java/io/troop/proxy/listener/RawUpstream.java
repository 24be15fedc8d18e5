package io.troop.proxy.listener;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// An upstream whose answers a test writes byte by byte. By default it answers with the request as
/// it came.
final class RawUpstream implements AutoCloseable {

  /// Answers one request.
  interface Answerer {
    /// @param request head and body as received
    /// @return whether the connection goes on
    boolean answer(String request, OutputStream out) throws IOException;
  }

  static final Answerer ECHO =
      (request, out) -> {
        out.write(
            text(
                "HTTP/1.1 200 OK\r\nContent-Type: text/x-echo\r\nContent-Length: "
                    + request.length()
                    + "\r\n\r\n"
                    + request));
        return true;
      };

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile Answerer answerer;

  RawUpstream(Answerer answerer) {
    this(plain(), answerer);
  }

  RawUpstream(ServerSocket server, Answerer answerer) {
    this.server = server;
    this.answerer = answerer;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket plain() {
    try {
      return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Always these bytes.
  static Answerer fixed(String answer) {
    return (request, out) -> {
      out.write(text(answer));
      return true;
    };
  }

  void answerer(Answerer next) {
    answerer = next;
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /// Connections that neither side has ended.
  int open() {
    return open.get();
  }

  List<String> requests() {
    return requests;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      while (true) {
        String request = request(in);
        if (request == null) {
          return;
        }
        requests.add(request);
        if (!answerer.answer(request, socket.getOutputStream())) {
          return;
        }
        socket.getOutputStream().flush();
      }
    } catch (IOException _) {
      // The other side has gone.
    } finally {
      open.decrementAndGet();
    }
  }

  private static String request(InputStream in) throws IOException {
    String head = RawClient.head(in);
    if (head == null) {
      return null;
    }
    return head + RawClient.body(head, in);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
