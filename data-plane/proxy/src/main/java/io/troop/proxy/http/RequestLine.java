package io.troop.proxy.http;

/// The first line of a request as offsets.
final class RequestLine {

  final int methodStart;
  final int methodEnd;

  /// Where the host of an absolute target begins; -1 for a target that is only a path.
  final int authorityStart;

  final int pathStart;
  final int pathEnd;
  final int targetEnd;
  final String version;
  final int end;

  private RequestLine(
      int methodStart,
      int methodEnd,
      int authorityStart,
      int pathStart,
      int pathEnd,
      int targetEnd,
      String version,
      int end) {
    this.methodStart = methodStart;
    this.methodEnd = methodEnd;
    this.authorityStart = authorityStart;
    this.pathStart = pathStart;
    this.pathEnd = pathEnd;
    this.targetEnd = targetEnd;
    this.version = version;
    this.end = end;
  }

  /// @throws BadMessage unless it is `METHOD target HTTP/1.x`, each blank a single one
  static RequestLine parse(byte[] head, int end, HeadLimits limits) {
    int at = 0;
    while (Ascii.isToken(head[at])) {
      at++;
    }
    int methodEnd = at;
    if (methodEnd == 0 || head[at] != ' ') {
      throw BadMessage.malformed("no method");
    }
    int targetStart = ++at;
    while (Ascii.isTarget(head[at])) {
      at++;
    }
    int targetEnd = at;
    if (targetEnd > limits.requestLine()) {
      throw new BadMessage(414, "the request line is longer than " + limits.requestLine());
    }
    String version = version(head, targetEnd, end);
    if (equals(head, methodEnd, "CONNECT")) {
      throw new BadMessage(405, "CONNECT");
    }
    int authority = -1;
    int pathStart = targetStart;
    if (targetStart == targetEnd || head[targetStart] != '/') {
      authority = authority(head, targetStart, targetEnd);
      pathStart = authority;
      while (pathStart < targetEnd && head[pathStart] != '/' && head[pathStart] != '?') {
        pathStart++;
      }
      HostText.check(head, authority, pathStart);
    }
    int pathEnd = PathText.check(head, pathStart, targetEnd);
    return new RequestLine(
        0, methodEnd, authority, pathStart, pathEnd, targetEnd, version, targetEnd + 11);
  }

  private static String version(byte[] head, int at, int end) {
    if (at + 11 > end
        || head[at] != ' '
        || head[at + 1] != 'H'
        || head[at + 2] != 'T'
        || head[at + 3] != 'T'
        || head[at + 4] != 'P'
        || head[at + 5] != '/'
        || !Ascii.isDigit(head[at + 6])
        || head[at + 7] != '.'
        || !Ascii.isDigit(head[at + 8])
        || head[at + 9] != '\r'
        || head[at + 10] != '\n') {
      throw BadMessage.malformed("a request line that does not end with a version");
    }
    if (head[at + 6] != '1' || head[at + 8] > '1') {
      throw new BadMessage(505, "a version other than HTTP/1.0 and HTTP/1.1");
    }
    return head[at + 8] == '0' ? "1.0" : "1.1";
  }

  /// Where the host of an absolute target begins.
  private static int authority(byte[] head, int from, int to) {
    for (String scheme : new String[] {"http://", "https://"}) {
      int length = scheme.length();
      if (to - from > length && Ascii.equalsIgnoreCase(head, from, from + length, scheme)) {
        return from + length;
      }
    }
    throw BadMessage.malformed("a target that is neither a path nor an address");
  }

  private static boolean equals(byte[] head, int to, String text) {
    return to == text.length() && Ascii.equalsIgnoreCase(head, 0, to, text);
  }
}
