package io.troop.proxy.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The options of all `Connection` lines of a message. *Immutable.*
///
/// @param close whether the sender closes after this message
/// @param keepAlive whether the sender asks to keep the connection
/// @param upgrade whether the sender wants another protocol
/// @param named lower-case names of headers that concern this connection only
public record ConnectionOptions(
    boolean close, boolean keepAlive, boolean upgrade, List<String> named) {

  static final ConnectionOptions NONE = new ConnectionOptions(false, false, false, List.of());
  private static final ConnectionOptions KEEP_ALIVE =
      new ConnectionOptions(false, true, false, List.of());
  private static final byte[] KEEP_ALIVE_TEXT = {'k', 'e', 'e', 'p', '-', 'a', 'l', 'i', 'v', 'e'};

  static ConnectionOptions of(HeaderBlock headers) {
    int first = headers.find(KnownHeader.CONNECTION, 0);
    if (first < 0) {
      return NONE;
    }
    int next = headers.find(KnownHeader.CONNECTION, first + 1);
    if (next < 0 && headers.valueEquals(first, KEEP_ALIVE_TEXT)) {
      return KEEP_ALIVE;
    }
    boolean close = false;
    boolean keepAlive = false;
    boolean upgrade = false;
    List<String> named = new ArrayList<>();
    for (int at = first; at >= 0; at = headers.find(KnownHeader.CONNECTION, at + 1)) {
      for (String part : headers.valueAt(at).split(",", -1)) {
        String option = part.strip().toLowerCase(Locale.ROOT);
        switch (option) {
          case "" -> {}
          case "close" -> close = true;
          case "keep-alive" -> keepAlive = true;
          case "upgrade" -> upgrade = true;
          default -> named.add(option);
        }
      }
    }
    return new ConnectionOptions(close, keepAlive, upgrade, List.copyOf(named));
  }

  /// Removes the headers that the sender named for this connection only, except those that say
  /// where the message ends: a sender must not be able to hide them from the next reader.
  public void removeNamed(HeaderBlock headers) {
    for (String name : named) {
      switch (name) {
        case "content-length", "transfer-encoding", "host" -> {}
        default -> headers.remove(name);
      }
    }
  }
}
