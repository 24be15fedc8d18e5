package io.troop.proxy.http;

/// Reads the header lines of a head, strictly: one token, a colon, a value without control
/// characters, CR LF.
final class HeaderLines {

  private HeaderLines() {}

  /// @param at where the first line begins
  /// @return the lines; the head ends with an empty line, which is not part of them
  /// @throws BadMessage for a line that is not as it must be
  static HeaderBlock parse(byte[] head, int at, int end, HeadLimits limits) {
    HeaderBlock block = new HeaderBlock(head, end);
    int lines = 0;
    while (head[at] != '\r') {
      if (++lines > limits.lines()) {
        throw new BadMessage(494, "more than " + limits.lines() + " header lines");
      }
      at = line(head, at, end, limits, block);
    }
    if (head[at + 1] != '\n' || at + 2 != end) {
      throw BadMessage.malformed("a carriage return within the head");
    }
    return block;
  }

  private static int line(byte[] head, int start, int end, HeadLimits limits, HeaderBlock block) {
    int at = start;
    while (Ascii.isToken(head[at])) {
      at++;
    }
    if (at == start || head[at] != ':') {
      throw BadMessage.malformed("a header line without a proper name");
    }
    int nameEnd = at++;
    while (head[at] == ' ' || head[at] == '\t') {
      at++;
    }
    int valueStart = at;
    while (Ascii.isValue(head[at])) {
      at++;
    }
    if (at + 1 >= end || head[at] != '\r' || head[at + 1] != '\n') {
      throw BadMessage.malformed("a control character in a header's value");
    }
    if (at - start > limits.line()) {
      throw new BadMessage(494, "a header line is longer than " + limits.line());
    }
    int valueEnd = at;
    while (valueEnd > valueStart && (head[valueEnd - 1] == ' ' || head[valueEnd - 1] == '\t')) {
      valueEnd--;
    }
    block.line(start, nameEnd, valueStart, valueEnd, at + 2);
    return at + 2;
  }
}
