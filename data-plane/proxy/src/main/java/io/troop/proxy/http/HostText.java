package io.troop.proxy.http;

/// A `Host` as bytes.
final class HostText {

  private HostText() {}

  /// @throws BadMessage unless it is a name or address, with or without a port
  static void check(byte[] bytes, int from, int to) {
    if (from == to) {
      throw BadMessage.malformed("an empty Host");
    }
    int end = withoutPort(bytes, from, to);
    for (int at = end + 1; at < to; at++) {
      if (!Ascii.isDigit(bytes[at])) {
        throw BadMessage.malformed("a Host whose port is no number");
      }
    }
    boolean address = bytes[from] == '[';
    if (end == from || (address && bytes[end - 1] != ']')) {
      throw BadMessage.malformed("a Host without a name");
    }
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      boolean bracket = (b == '[' && at == from) || (b == ']' && address && at == end - 1);
      if (!Ascii.isHost(b) || (!bracket && (b == '[' || b == ']')) || (b == ':' && !address)) {
        throw BadMessage.malformed("a Host with a character that no host has");
      }
    }
  }

  /// Where the name or address ends.
  static int withoutPort(byte[] bytes, int from, int to) {
    for (int at = to - 1; at >= from; at--) {
      if (bytes[at] == ':') {
        return at;
      }
      if (!Ascii.isDigit(bytes[at])) {
        return to;
      }
    }
    return to;
  }
}
