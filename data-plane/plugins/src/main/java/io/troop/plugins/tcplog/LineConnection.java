package io.troop.plugins.tcplog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// A connection to a log server, made when needed and kept for a while. *Thread-safe; blocks.*
final class LineConnection implements AutoCloseable {
  private final TcpLogConfig config;
  private final InstantSource clock;
  private @Nullable Socket socket;
  private Instant usedAt = Instant.MIN;

  LineConnection(TcpLogConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /// Sends each of these with a line end. A kept connection that turns out to be dead is replaced
  /// once.
  synchronized void send(List<byte[]> lines) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      text.writeBytes(line);
      text.write('\n');
    }
    Socket kept = usable();
    if (kept != null) {
      try {
        write(kept, text);
        return;
      } catch (IOException dead) {
        close();
      }
    }
    write(connect(), text);
  }

  private void write(Socket to, ByteArrayOutputStream text) throws IOException {
    to.getOutputStream().write(text.toByteArray());
    to.getOutputStream().flush();
    usedAt = clock.instant();
  }

  private @Nullable Socket usable() throws IOException {
    boolean stale = usedAt.isBefore(clock.instant().minusMillis((long) config.keepalive()));
    if (socket != null && stale) {
      close();
    }
    return socket;
  }

  private Socket connect() throws IOException {
    int timeout = (int) config.timeout();
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(config.host(), config.port()), timeout);
      plain.setSoTimeout(timeout);
      socket = config.tls() ? secured(plain) : plain;
      return socket;
    } catch (IOException e) {
      plain.close();
      throw new IOException(
          "no connection to " + config.host() + ":" + config.port() + ": " + e.getMessage(), e);
    }
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            trustAll().getSocketFactory().createSocket(plain, config.host(), config.port(), true);
    if (config.tlsSni() != null) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(config.tlsSni())));
      secured.setSSLParameters(parameters);
    }
    secured.startHandshake();
    return secured;
  }

  // Kong: the log server's certificate is not verified.
  private static SSLContext trustAll() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS can't be set up", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /// Trusts every server.
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
