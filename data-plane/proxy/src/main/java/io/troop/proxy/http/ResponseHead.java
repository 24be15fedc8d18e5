package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The head of an upstream's answer, checked. *Confined to one exchange.*
public final class ResponseHead {

  private final int status;
  private final String reason;
  private final HeaderBlock headers;
  private final boolean http11;
  private final long framing;
  private final ConnectionOptions connection;

  private ResponseHead(int status, String reason, boolean http11, HeaderBlock headers) {
    this.status = status;
    this.reason = reason;
    this.http11 = http11;
    this.headers = headers;
    framing = Framing.of(headers, http11);
    connection = ConnectionOptions.of(headers);
  }

  /// Takes a complete head out of `in`; null when it is not complete.
  ///
  /// @throws BadMessage for an answer that must not be relayed
  public static @Nullable ResponseHead parse(HeadReader reader, ByteBuf in) {
    byte[] head = reader.read(in);
    if (head == null) {
      return null;
    }
    int end = HeadReader.length(head);
    if (end < 15
        || head[0] != 'H'
        || head[1] != 'T'
        || head[2] != 'T'
        || head[3] != 'P'
        || head[4] != '/'
        || head[5] != '1'
        || head[6] != '.'
        || !Ascii.isDigit(head[7])
        || head[8] != ' ') {
      throw BadMessage.malformed("a status line that is not of HTTP/1.x");
    }
    int status = 0;
    for (int at = 9; at < 12; at++) {
      if (!Ascii.isDigit(head[at])) {
        throw BadMessage.malformed("a status that is no number");
      }
      status = status * 10 + head[at] - '0';
    }
    int at = 12;
    if (status < 100 || (head[at] != ' ' && head[at] != '\r')) {
      throw BadMessage.malformed("a status that is none");
    }
    while (Ascii.isValue(head[at])) {
      at++;
    }
    if (at + 1 >= end || head[at] != '\r' || head[at + 1] != '\n') {
      throw BadMessage.malformed("a control character in the status line");
    }
    String reason = reason(status, head, at);
    HeaderBlock headers = HeaderLines.parse(head, at + 2, end, reader.limits());
    return new ResponseHead(status, reason, head[7] != '0', headers);
  }

  /// An answer that came over another protocol than HTTP/1.
  public static ResponseHead of(int status, HeaderBlock headers) {
    return new ResponseHead(status, Reason.of(status), true, headers);
  }

  private static String reason(int status, byte[] head, int end) {
    String usual = Reason.of(status);
    int length = Math.max(end - 13, 0);
    return Ascii.equalsIgnoreCase(head, 13, 13 + length, usual)
        ? usual
        : new String(head, 13, length, StandardCharsets.ISO_8859_1);
  }

  public int status() {
    return status;
  }

  /// The text behind the status; may be empty.
  public String reason() {
    return reason;
  }

  public HeaderBlock headers() {
    return headers;
  }

  public ConnectionOptions connection() {
    return connection;
  }

  /// Whether the upstream's connection may serve another request after this answer.
  public boolean keepsAlive() {
    return http11 ? !connection.close() : connection.keepAlive() && !connection.close();
  }

  /// Whether a request of this kind gets no body with this answer, whatever the headers say.
  public boolean isBodiless(boolean toHead) {
    return toHead || status == 204 || status == 304 || status < 200;
  }

  public boolean isChunked() {
    return framing == Framing.CHUNKED;
  }

  /// Bytes of the body as announced; -1 when it comes in chunks or ends with the connection.
  public long contentLength() {
    return framing >= 0 ? framing : -1;
  }
}
