package io.troop.plugins.proxycache;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// An answer as it is kept. *Immutable.*
///
/// @param storedAt seconds since 1970
/// @param ttl how many seconds it may be given again
/// @param untilMillis the moment, since 1970, from which on it is gone
record CachedAnswer(
    int status,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    long storedAt,
    long ttl,
    long untilMillis) {

  private static final Set<String> PASSING =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailers",
          "transfer-encoding",
          "upgrade",
          "content-length",
          "age",
          "x-cache-status",
          "x-cache-key");

  CachedAnswer {
    headers = List.copyOf(headers);
  }

  /// Whether a header is part of the answer, and not of the way it came.
  static boolean isKept(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !PASSING.contains(lower) && !lower.contains("ratelimit-remaining");
  }

  /// Roughly how much memory it takes.
  int weight() {
    int weight = body.length + 200;
    for (Map.Entry<String, String> header : headers) {
      weight += 2 * (header.getKey().length() + header.getValue().length()) + 64;
    }
    return weight;
  }

  /// What a body's part adds up to.
  static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }
}
