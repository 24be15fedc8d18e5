package io.troop.control.kong;

import io.troop.certs.CertifiedKey;
import io.troop.certs.LiveKey;
import io.troop.control.document.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// The bytes that a Kong node writes: TLS without ALPN, the upgrade as `lua-resty-websocket` asks
/// for it, masked frames.
final class KongClient implements AutoCloseable {

  static final String NO_HASH = "0".repeat(32);

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final SSLSocket socket;
  private final DataInputStream in;
  private final String status;

  /// A frame from the control plane.
  record Frame(int kind, byte[] content) {

    boolean isPong() {
      return kind == PONG;
    }

    boolean isEnd() {
      return kind == CLOSE || kind < 0;
    }

    /// What a compressed message says.
    Map<String, Object> message() throws IOException {
      if (kind != BINARY) {
        throw new AssertionError("frame of kind " + kind + " (expected: " + BINARY + ")");
      }
      try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(content))) {
        @SuppressWarnings("unchecked")
        Map<String, Object> message =
            (Map<String, Object>) (Map<String, ?>) Json.object(unpacked.readAllBytes());
        return message;
      }
    }
  }

  /// Connects and asks for the upgrade.
  KongClient(int port, CertifiedKey key, String target) throws IOException {
    socket = (SSLSocket) context(key).getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    write(
        ("GET "
                + target
                + " HTTP/1.1\r\nUpgrade: websocket\r\nHost: 127.0.0.1:"
                + port
                + "\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
                + "Sec-WebSocket-Version: 13\r\nConnection: Upgrade\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    status = head.substring(0, head.indexOf("\r\n"));
  }

  private static SSLContext context(CertifiedKey key) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new LiveKey(() -> key)},
          new TrustManager[] {new Anybody()},
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The status line of the answer to the upgrade.
  String status() {
    return status;
  }

  void binary(String text) throws IOException {
    frame(BINARY, text.getBytes(StandardCharsets.UTF_8));
  }

  void ping(String hash) throws IOException {
    frame(PING, hash.getBytes(StandardCharsets.US_ASCII));
  }

  private void frame(int kind, byte[] content) throws IOException {
    byte[] mask = {1, 2, 3, 4};
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | kind);
    if (content.length < 126) {
      frame.write(0x80 | content.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(content.length >> 8);
      frame.write(content.length);
    }
    frame.write(mask);
    for (int i = 0; i < content.length; i++) {
      frame.write(content[i] ^ mask[i % 4]);
    }
    write(frame.toByteArray());
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// The next frame; one of a kind below 0 when the connection ended.
  Frame next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return new Frame(-1, new byte[0]);
    }
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(first & 0x0f, in.readNBytes((int) length));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// Whom the node believes is not what is tried here.
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
