package io.troop.proxy.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A client that sends exactly the bytes a test writes.
final class RawClient implements AutoCloseable {

  /// An answer; `body` with its chunks joined.
  record Answer(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    String header(String name) {
      for (String line : head.split("\r\n")) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return null;
    }
  }

  private final Socket socket;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /// Sends a request and reads its answer.
  Answer ask(String text) throws IOException {
    return send(text).answer(text.startsWith("HEAD"));
  }

  Answer answer() throws IOException {
    return answer(false);
  }

  Answer answer(boolean toHead) throws IOException {
    String head = head(socket.getInputStream());
    if (head == null) {
      throw new IOException("the connection ended without an answer");
    }
    int status = Integer.parseInt(head.substring(9, 12));
    boolean bodiless = toHead || status == 204 || status == 304 || status < 200;
    boolean untilClose =
        !bodiless
            && !head.toLowerCase(Locale.ROOT).contains("\r\ncontent-length:")
            && !head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:");
    String body =
        bodiless
            ? ""
            : untilClose
                ? new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                : body(head, socket.getInputStream());
    return new Answer(head, body);
  }

  /// Reads raw bytes.
  String read(int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  /// Whether the gateway has ended the connection and sent nothing more.
  boolean isEnded() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  /// The head with its empty line; null at the end of the connection.
  static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    while (true) {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0d0a0d0a) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
  }

  /// The body that belongs to a head, chunks joined.
  static String body(String head, InputStream in) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("transfer-encoding: chunked")) {
      StringBuilder body = new StringBuilder();
      while (true) {
        int size = Integer.parseInt(line(in), 16);
        body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
        line(in);
        if (size == 0) {
          return body.toString();
        }
      }
    }
    int at = lower.indexOf("\r\ncontent-length:");
    if (at < 0) {
      return "";
    }
    String value = lower.substring(at + 17, lower.indexOf("\r\n", at + 2)).strip();
    return new String(in.readNBytes(Integer.parseInt(value)), StandardCharsets.ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
