package io.troop.control.governance.export;

import io.troop.control.governance.audit.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Messages of RFC 5424, facility 13 (audit): by UDP, one each; by TCP or TLS, counted octets (RFC
/// 6587, RFC 5425). Syslog has no answer: what the network loses after it was sent stays lost.
final class SyslogTarget implements Target {

  private static final int MOST = 200;
  private static final int FACILITY = 13;
  private static final int INFO = 6;
  private static final int WARNING = 4;
  private static final int PATIENCE_MILLIS = 10_000;

  /// What one datagram takes over IPv4, with some room.
  private static final int LONGEST_DATAGRAM = 65_000;

  private final URI url;
  private final String hostname;
  private final SSLSocketFactory sockets;
  private @Nullable Socket socket;

  SyslogTarget(Config config, String hostname) {
    this.url = config.uri("url", "udp", "tcp", "tls");
    this.hostname = hostname;
    this.sockets =
        config
            .trust()
            .map(SSLContext::getSocketFactory)
            .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Entry> send(List<Entry> entries) throws IOException {
    if (url.getScheme().equals("udp")) {
      try (DatagramSocket datagrams = new DatagramSocket()) {
        InetAddress address = InetAddress.getByName(url.getHost());
        for (Entry entry : entries) {
          byte[] message = message(entry, LONGEST_DATAGRAM);
          datagrams.send(new DatagramPacket(message, message.length, address, port()));
        }
      }
      return List.of();
    }
    try {
      OutputStream out = connected().getOutputStream();
      for (Entry entry : entries) {
        byte[] message = message(entry, Integer.MAX_VALUE);
        out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.write(message);
      }
      out.flush();
      return List.of();
    } catch (IOException problem) {
      close();
      throw problem;
    }
  }

  private int port() {
    return url.getPort() > 0 ? url.getPort() : url.getScheme().equals("tls") ? 6514 : 514;
  }

  private Socket connected() throws IOException {
    Socket open = socket;
    if (open != null && !open.isClosed()) {
      return open;
    }
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(url.getHost(), port()), PATIENCE_MILLIS);
    plain.setSoTimeout(PATIENCE_MILLIS);
    open = url.getScheme().equals("tls") ? secured(plain) : plain;
    socket = open;
    return open;
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocket secured = (SSLSocket) sockets.createSocket(plain, url.getHost(), port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /// @param longest in bytes; a longer one goes without its payload
  byte[] message(Entry entry, int longest) {
    Object status = entry.members().get("status");
    boolean refused = status instanceof Long code && code >= 400;
    String head =
        "<%d>1 %s %s troop - audit [audit@32473 request_id=\"%s\" seq=\"%d\"] "
            .formatted(
                FACILITY * 8 + (refused ? WARNING : INFO),
                Instant.ofEpochSecond(entry.at()),
                hostname,
                Events.id(entry),
                entry.seq());
    byte[] before = head.getBytes(StandardCharsets.UTF_8);
    byte[] text = Events.json(entry, longest - before.length);
    return ByteBuffer.allocate(before.length + text.length).put(before).put(text).array();
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // It is of no use any more.
      }
    }
  }
}
