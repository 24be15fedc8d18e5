package io.troop.proxy.http;

/// A path as bytes: what an upstream could read as another path than the router did is refused.
final class PathText {

  private PathText() {}

  /// @return where the path ends: at `?` or `to`
  /// @throws BadMessage for a broken escape, an escaped NUL, or a path that leads above its root
  static int check(byte[] bytes, int from, int to) {
    int end = from;
    boolean dots = false;
    for (; end < to && bytes[end] != '?'; end++) {
      byte b = bytes[end];
      if (b == '%') {
        int value = escaped(bytes, end, to);
        dots |= value == '.';
      } else if (b == '.') {
        dots = true;
      }
    }
    if (dots) {
      checkDepth(bytes, from, end);
    }
    return end;
  }

  private static int escaped(byte[] bytes, int at, int to) {
    boolean whole = at + 2 < to;
    int high = whole ? Ascii.hexDigit(bytes[at + 1]) : -1;
    int low = whole ? Ascii.hexDigit(bytes[at + 2]) : -1;
    if (high < 0 || low < 0) {
      throw BadMessage.malformed("a broken escape in the path");
    }
    int value = high << 4 | low;
    if (value == 0) {
      throw BadMessage.malformed("an escaped NUL in the path");
    }
    return value;
  }

  private static void checkDepth(byte[] bytes, int from, int to) {
    int depth = 0;
    int start = from + 1;
    while (start <= to) {
      int length = 0;
      int dots = 0;
      int at = start;
      while (at < to && bytes[at] != '/') {
        boolean escapedDot =
            bytes[at] == '%' && bytes[at + 1] == '2' && (bytes[at + 2] | 0x20) == 'e';
        dots += bytes[at] == '.' || escapedDot ? 1 : 0;
        length++;
        at += bytes[at] == '%' ? 3 : 1;
      }
      if (length == 2 && dots == 2) {
        depth--;
      } else if (length > 0 && !(length == 1 && dots == 1)) {
        depth++;
      }
      if (depth < 0) {
        throw BadMessage.malformed("a path that leads above its root");
      }
      start = at + 1;
    }
  }
}
