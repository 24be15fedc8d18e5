package io.troop.plugin.tools;

import java.util.Locale;
import java.util.Set;

/// Headers that are about one connection and one message on it (RFC 9110, 7.6.1): who sends a
/// message on sets its own. *Stateless.*
public final class ConnectionHeaders {
  private static final Set<String> NAMES =
      Set.of(
          "host",
          "content-length",
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect");

  private ConnectionHeaders() {}

  /// Whether a header is one of them.
  ///
  /// @param name in any case
  public static boolean contains(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }
}
