package io.troop.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Header names that the gateway itself reacts to. A line's name is looked up once, when the line
/// is parsed; afterwards a comparison of references replaces one of texts. *Immutable.*
@SuppressWarnings("ImmutableEnumChecker") // The arrays are never written to.
public enum KnownHeader {
  ACCEPT("Accept"),
  CONNECTION("Connection"),
  CONTENT_LENGTH("Content-Length"),
  CONTENT_TYPE("Content-Type"),
  DATE("Date"),
  EXPECT("Expect"),
  HOST("Host"),
  KEEP_ALIVE("Keep-Alive"),
  LOCATION("Location"),
  PROXY("Proxy"),
  PROXY_CONNECTION("Proxy-Connection"),
  SERVER("Server"),
  TE("TE"),
  TRAILER("Trailer"),
  TRANSFER_ENCODING("Transfer-Encoding"),
  UPGRADE("Upgrade"),
  VIA("Via"),
  X_ACCEL_BUFFERING("X-Accel-Buffering"),
  X_ACCEL_CHARSET("X-Accel-Charset"),
  X_ACCEL_EXPIRES("X-Accel-Expires"),
  X_ACCEL_LIMIT_RATE("X-Accel-Limit-Rate"),
  X_ACCEL_REDIRECT("X-Accel-Redirect"),
  X_FORWARDED_FOR("X-Forwarded-For"),
  X_FORWARDED_HOST("X-Forwarded-Host"),
  X_FORWARDED_PATH("X-Forwarded-Path"),
  X_FORWARDED_PORT("X-Forwarded-Port"),
  X_FORWARDED_PREFIX("X-Forwarded-Prefix"),
  X_FORWARDED_PROTO("X-Forwarded-Proto"),
  X_KONG_PROXY_LATENCY("X-Kong-Proxy-Latency"),
  X_KONG_REQUEST_DEBUG("X-Kong-Request-Debug"),
  X_KONG_REQUEST_DEBUG_LOG("X-Kong-Request-Debug-Log"),
  X_KONG_REQUEST_DEBUG_TOKEN("X-Kong-Request-Debug-Token"),
  X_KONG_REQUEST_ID("X-Kong-Request-Id"),
  X_KONG_RESPONSE_LATENCY("X-Kong-Response-Latency"),
  X_KONG_UPSTREAM_LATENCY("X-Kong-Upstream-Latency"),
  X_KONG_UPSTREAM_STATUS("X-Kong-Upstream-Status"),
  X_PAD("X-Pad"),
  X_REAL_IP("X-Real-IP");

  private static final KnownHeader[] ALL = values();
  private static final KnownHeader[][] BY_LENGTH = byLength();

  private final String text;
  private final byte[] lower;
  private final byte[] line;

  KnownHeader(String text) {
    this.text = text;
    this.lower = text.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    this.line = (text + ": ").getBytes(StandardCharsets.US_ASCII);
  }

  /// The name as Kong writes it.
  public String text() {
    return text;
  }

  /// The name, a colon and a blank: the start of a line.
  byte[] lineStart() {
    return line;
  }

  static KnownHeader at(int ordinal) {
    return ALL[ordinal];
  }

  /// The constant with this name, in whatever case; null for a name the gateway does not react to.
  static @Nullable KnownHeader of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length >= BY_LENGTH.length) {
      return null;
    }
    for (KnownHeader candidate : BY_LENGTH[length]) {
      if (Ascii.equalsIgnoreCase(bytes, from, to, candidate.lower)) {
        return candidate;
      }
    }
    return null;
  }

  private static KnownHeader[][] byLength() {
    List<List<KnownHeader>> lists = new ArrayList<>();
    for (KnownHeader header : ALL) {
      while (lists.size() <= header.lower.length) {
        lists.add(new ArrayList<>());
      }
      lists.get(header.lower.length).add(header);
    }
    return lists.stream()
        .map(list -> list.toArray(KnownHeader[]::new))
        .toArray(KnownHeader[][]::new);
  }
}
