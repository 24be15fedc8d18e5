package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The head of a request, checked. *Confined to one exchange;* it does not change.
public final class RequestHead {

  private final byte[] bytes;
  private final int length;
  private final HeaderBlock headers;
  private final int methodStart;
  private final int methodEnd;
  private final int pathStart;
  private final int pathEnd;
  private final int targetEnd;
  private final String version;
  private final long framing;
  private final ConnectionOptions connection;
  private final int hostStart;
  private final int hostEnd;

  private RequestHead(RequestLine line, byte[] bytes, int length, HeaderBlock headers, int host) {
    this.bytes = bytes;
    this.length = length;
    this.headers = headers;
    methodStart = line.methodStart;
    methodEnd = line.methodEnd;
    pathStart = line.pathStart;
    targetEnd = line.targetEnd;
    pathEnd = line.pathEnd;
    version = line.version;
    framing = Framing.of(headers, !version.equals("1.0"));
    connection = ConnectionOptions.of(headers);
    hostStart = host < 0 ? 0 : headers.valueStart(host);
    hostEnd = host < 0 ? 0 : headers.valueEnd(host);
  }

  private RequestHead(RequestHead http1, long framing) {
    bytes = http1.bytes;
    length = http1.length;
    headers = http1.headers;
    methodStart = http1.methodStart;
    methodEnd = http1.methodEnd;
    pathStart = http1.pathStart;
    pathEnd = http1.pathEnd;
    targetEnd = http1.targetEnd;
    version = "2";
    this.framing = framing;
    connection = http1.connection;
    hostStart = http1.hostStart;
    hostEnd = http1.hostEnd;
  }

  /// Takes a complete head out of `in`; null when it is not complete.
  ///
  /// @throws BadMessage for a request that is to be refused
  public static @Nullable RequestHead parse(HeadReader reader, ByteBuf in) {
    if (!reader.isWithinHead() && in.isReadable()) {
      skipEmptyLine(in);
    }
    byte[] head = reader.read(in);
    return head == null ? null : parse(head, HeadReader.length(head), reader.limits());
  }

  /// The head of a request over HTTP/2.
  ///
  /// @param text the head as HTTP/1.1 would have it
  /// @param ends whether no body follows
  /// @throws BadMessage for a request that is to be refused
  public static RequestHead ofHttp2(byte[] text, boolean ends, HeadLimits limits) {
    byte[] bytes = Arrays.copyOf(text, text.length + 640);
    RequestHead head = parse(bytes, text.length, limits);
    long length = head.framing;
    if (ends && length > 0) {
      throw BadMessage.malformed("a Content-Length without a body");
    }
    return new RequestHead(head, ends ? Math.max(length, 0) : chunkedUnless(length));
  }

  private static long chunkedUnless(long length) {
    return length == Framing.NONE ? Framing.CHUNKED : length;
  }

  private static RequestHead parse(byte[] head, int end, HeadLimits limits) {
    RequestLine line = RequestLine.parse(head, end, limits);
    HeaderBlock headers = HeaderLines.parse(head, line.end, end, limits);
    int host = headers.find(KnownHeader.HOST, 0);
    checkHost(head, line, headers, host);
    return new RequestHead(line, head, end, headers, host);
  }

  /// RFC 9112 2.2 lets a client send an empty line before a request; anything else that is no
  /// method does not begin one.
  private static void skipEmptyLine(ByteBuf in) {
    int at = in.readerIndex();
    byte first = in.getByte(at);
    if (first == '\r' && in.readableBytes() > 1 && in.getByte(at + 1) == '\n') {
      in.skipBytes(2);
    } else if (first != '\r' && !Ascii.isToken(first)) {
      throw BadMessage.malformed("a byte that begins no request");
    }
  }

  private static void checkHost(byte[] head, RequestLine line, HeaderBlock headers, int host) {
    if (host < 0) {
      if (!line.version.equals("1.0")) {
        throw BadMessage.malformed("no Host");
      }
      return;
    }
    if (headers.find(KnownHeader.HOST, host + 1) >= 0) {
      throw BadMessage.malformed("several Host lines");
    }
    int from = headers.valueStart(host);
    int to = headers.valueEnd(host);
    HostText.check(head, from, to);
    if (line.authorityStart >= 0) {
      // A reader that takes the one and a reader that takes the other must see the same host.
      String authority = Ascii.text(head, line.authorityStart, line.pathStart);
      if (!Ascii.equalsIgnoreCase(head, from, to, authority)) {
        throw BadMessage.malformed("a Host that differs from the target's");
      }
    }
  }

  /// Bytes of the request line and the headers, to the empty line behind them; of a request over
  /// HTTP/2 as HTTP/1.1 would have written them.
  public int length() {
    return length;
  }

  public String method() {
    int length = methodEnd - methodStart;
    if (length == 3 && bytes[methodStart] == 'G' && bytes[methodStart + 1] == 'E') {
      return bytes[methodStart + 2] == 'T' ? "GET" : text(methodStart, methodEnd);
    }
    return length == 4 && isHead() ? "HEAD" : text(methodStart, methodEnd);
  }

  public boolean isHead() {
    return methodEnd - methodStart == 4
        && bytes[methodStart] == 'H'
        && bytes[methodStart + 1] == 'E'
        && bytes[methodStart + 2] == 'A'
        && bytes[methodStart + 3] == 'D';
  }

  /// The path as received, `/` for a target that has none.
  public String path() {
    return pathStart == pathEnd ? "/" : text(pathStart, pathEnd);
  }

  /// The text after `?`; null when there is no `?`.
  public @Nullable String query() {
    return pathEnd == targetEnd ? null : text(pathEnd + 1, targetEnd);
  }

  /// Path and query as received.
  public String target() {
    return pathStart == pathEnd ? "/" + text(pathEnd, targetEnd) : text(pathStart, targetEnd);
  }

  /// `1.0`, `1.1` or `2`.
  public String version() {
    return version;
  }

  public HeaderBlock headers() {
    return headers;
  }

  public ConnectionOptions connection() {
    return connection;
  }

  /// The host without port, lower case; empty when none was given.
  public String host() {
    return text(hostStart, HostText.withoutPort(bytes, hostStart, hostEnd))
        .toLowerCase(Locale.ROOT);
  }

  /// The port given with the host; -1 when none was.
  public int hostPort() {
    int at = HostText.withoutPort(bytes, hostStart, hostEnd) + 1;
    if (at >= hostEnd || hostEnd - at > 5) {
      return -1;
    }
    int port = 0;
    for (; at < hostEnd; at++) {
      port = port * 10 + bytes[at] - '0';
    }
    return port;
  }

  /// The host with its port, as received.
  public String hostWithPort() {
    return text(hostStart, hostEnd);
  }

  /// The host as nginx knows it, in lower case and without port or last dot, appended to a block of
  /// headers.
  public void addHost(HeaderBlock to, KnownHeader name) {
    int end = HostText.withoutPort(bytes, hostStart, hostEnd);
    if (end - 1 > hostStart && bytes[end - 1] == '.') {
      end--;
    }
    for (int at = hostStart; at < end; at++) {
      if (bytes[at] >= 'A' && bytes[at] <= 'Z') {
        to.add(name, text(hostStart, end).toLowerCase(Locale.ROOT));
        return;
      }
    }
    to.add(name, bytes, hostStart, end);
  }

  /// The path as received, appended to a block of headers.
  public void addPath(HeaderBlock to, KnownHeader name) {
    to.add(name, bytes, pathStart, pathEnd);
  }

  /// Writes the method.
  public void putMethod(HeadBuffer out) {
    out.put(bytes, methodStart, methodEnd);
  }

  /// Writes the query as received, with its `?`; nothing when there is none.
  public void putQuery(HeadBuffer out) {
    out.put(bytes, pathEnd, targetEnd);
  }

  public boolean isChunked() {
    return framing == Framing.CHUNKED;
  }

  /// Bytes of the body; -1 when it comes in chunks, 0 when there is none.
  public long contentLength() {
    return framing == Framing.CHUNKED ? -1 : Math.max(framing, 0);
  }

  public boolean hasBody() {
    return framing == Framing.CHUNKED || framing > 0;
  }

  /// Whether the client's connection outlives this exchange, as far as the client is concerned.
  public boolean keepsAlive() {
    return version.equals("1.0")
        ? connection.keepAlive() && !connection.close()
        : !connection.close();
  }

  private String text(int from, int to) {
    return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
