package io.troop.proxy.http;

import java.nio.charset.StandardCharsets;

/// Where a message's body ends, from its headers, without any leeway: what two readers could
/// understand differently is refused.
final class Framing {

  /// Length of a body that comes in chunks.
  static final long CHUNKED = -2;

  /// No length was given.
  static final long NONE = -1;

  private static final byte[] CHUNKED_TEXT = "chunked".getBytes(StandardCharsets.US_ASCII);

  private Framing() {}

  /// The length of the body, [#CHUNKED] or [#NONE].
  static long of(HeaderBlock headers, boolean http11) {
    int length = headers.find(KnownHeader.CONTENT_LENGTH, 0);
    int encoding = headers.find(KnownHeader.TRANSFER_ENCODING, 0);
    if (encoding >= 0) {
      if (length >= 0) {
        throw BadMessage.malformed("both Content-Length and Transfer-Encoding");
      }
      if (!http11) {
        throw BadMessage.malformed("Transfer-Encoding in HTTP/1.0");
      }
      if (headers.find(KnownHeader.TRANSFER_ENCODING, encoding + 1) >= 0
          || !headers.valueEquals(encoding, CHUNKED_TEXT)) {
        throw BadMessage.malformed("a Transfer-Encoding other than chunked");
      }
      return CHUNKED;
    }
    if (length < 0) {
      return NONE;
    }
    if (headers.find(KnownHeader.CONTENT_LENGTH, length + 1) >= 0) {
      throw BadMessage.malformed("several Content-Length lines");
    }
    return contentLength(headers.bytes(), headers.valueStart(length), headers.valueEnd(length));
  }

  private static long contentLength(byte[] bytes, int from, int to) {
    // 18 digits fit into a long; nobody sends an exabyte.
    if (to == from || to - from > 18) {
      throw BadMessage.malformed("a Content-Length that is no number of bytes");
    }
    long value = 0;
    for (int at = from; at < to; at++) {
      if (!Ascii.isDigit(bytes[at])) {
        throw BadMessage.malformed("a Content-Length that is no number of bytes");
      }
      value = value * 10 + (bytes[at] - '0');
    }
    return value;
  }
}
