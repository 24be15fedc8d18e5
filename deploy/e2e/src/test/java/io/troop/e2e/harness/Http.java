package io.troop.e2e.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 client that sends exactly what it is told to, one connection per request: the JDK's
/// own refuses some headers and rewrites some paths. Trusts every certificate. *Thread-safe.*
public final class Http {

  private static final int TIMEOUT_MILLIS = 30_000;

  private Http() {}

  public static Answer get(String url) throws IOException {
    return send("GET", url, List.of(), null);
  }

  public static Answer get(String url, String header, String value) throws IOException {
    return send("GET", url, List.of(Map.entry(header, value)), null);
  }

  /// Sends a body as `curl --data` does.
  public static Answer form(String method, String url, String body) throws IOException {
    return send(
        method,
        url,
        List.of(Map.entry("Content-Type", "application/x-www-form-urlencoded")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer json(String method, String url, String body) throws IOException {
    return send(
        method,
        url,
        List.of(Map.entry("Content-Type", "application/json")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer delete(String url) throws IOException {
    return send("DELETE", url, List.of(), null);
  }

  public static Answer send(
      String method, String url, List<Map.Entry<String, String>> headers, byte @Nullable [] body)
      throws IOException {
    int slash = url.indexOf('/', "https://".length());
    String base = slash < 0 ? url : url.substring(0, slash);
    return send(base, method, slash < 0 ? "/" : url.substring(slash), headers, body, null);
  }

  /// @param base scheme, host and port
  /// @param path as it goes on the wire
  /// @param sni the TLS server name, none when null
  public static Answer send(
      String base,
      String method,
      String path,
      List<Map.Entry<String, String>> headers,
      byte @Nullable [] body,
      @Nullable String sni)
      throws IOException {
    URI server = URI.create(base);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
      plain.setSoTimeout(TIMEOUT_MILLIS);
      plain.setTcpNoDelay(true);
      if (!server.getScheme().equals("https")) {
        return converse(plain, null, head(server, method, path, headers, body), method, body);
      }
      try (SSLSocket tls = tls(plain, sni)) {
        return converse(
            tls,
            pem(tls.getSession().getPeerCertificates()[0]),
            head(server, method, path, headers, body),
            method,
            body);
      }
    }
  }

  /// Asks over a socket in the file system.
  static Answer unix(Path file, String method, String path) throws IOException {
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: node\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      return answer(new BufferedInputStream(Channels.newInputStream(channel)), method, null);
    }
  }

  private static byte[] head(
      URI server,
      String method,
      String path,
      List<Map.Entry<String, String>> headers,
      byte @Nullable [] body) {
    StringBuilder head =
        new StringBuilder().append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    if (lacks(headers, "host")) {
      head.append("Host: ")
          .append(server.getHost())
          .append(':')
          .append(server.getPort())
          .append("\r\n");
    }
    headers.forEach(h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    if (body != null && lacks(headers, "content-length") && lacks(headers, "transfer-encoding")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean lacks(List<Map.Entry<String, String>> headers, String name) {
    return headers.stream().noneMatch(h -> h.getKey().equalsIgnoreCase(name));
  }

  private static Answer converse(
      Socket socket,
      @Nullable String certificate,
      byte[] head,
      String method,
      byte @Nullable [] body)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head);
    if (body != null) {
      request.write(body);
    }
    try {
      request.writeTo(socket.getOutputStream());
    } catch (IOException hungUp) {
      // A gateway may answer and hang up before it has read all: the answer counts.
    }
    return answer(new BufferedInputStream(socket.getInputStream()), method, certificate);
  }

  private static Answer answer(InputStream in, String method, @Nullable String certificate)
      throws IOException {
    while (true) {
      String line = line(in);
      String[] parts = line.split(" ", 3);
      if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
        throw new IOException("no HTTP answer: \"" + line + "\"");
      }
      int status = Integer.parseInt(parts[1]);
      List<Map.Entry<String, String>> headers = headers(in);
      if (status != 100) {
        boolean bare = method.equals("HEAD") || status == 204 || status == 304 || status < 200;
        return new Answer(status, headers, bare ? new byte[0] : body(in, headers), certificate);
      }
    }
  }

  static List<Map.Entry<String, String>> headers(InputStream in) throws IOException {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        throw new IOException("no header: \"" + line + "\"");
      }
      headers.add(
          Map.entry(
              line.substring(0, colon).toLowerCase(Locale.ROOT),
              line.substring(colon + 1).strip()));
    }
    return headers;
  }

  private static byte[] body(InputStream in, List<Map.Entry<String, String>> headers)
      throws IOException {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equals("transfer-encoding")
          && header.getValue().equalsIgnoreCase("chunked")) {
        return chunks(in);
      }
    }
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equals("content-length")) {
        return exactly(in, Integer.parseInt(header.getValue()));
      }
    }
    return in.readAllBytes();
  }

  static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        headers(in);
        return body.toByteArray();
      }
      body.write(exactly(in, size));
      line(in);
    }
  }

  static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException(
            "the connection was closed" + (line.size() == 0 ? "" : " within a line"));
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static SSLSocket tls(Socket plain, @Nullable String sni) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(
                    plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  private static SSLContext trusting() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509ExtendedTrustManager[] {new TrustsAll()}, null);
      return context;
    } catch (GeneralSecurityException problem) {
      throw new IOException(problem);
    }
  }

  private static String pem(Certificate certificate) throws IOException {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
              .encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException problem) {
      throw new IOException(problem);
    }
  }

  /// Which certificate is presented is what the tests look at; whether it is trusted is not.
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
