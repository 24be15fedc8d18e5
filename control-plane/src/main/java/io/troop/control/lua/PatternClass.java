package io.troop.control.lua;

import org.luaj.vm2.LuaError;

/// The character classes of Lua's patterns: `.`, `%a`, `[^%s_]` and plain characters. Characters
/// are bytes, letters those of ASCII. *Stateless.*
final class PatternClass {

  private PatternClass() {}

  /// The index behind the class that begins at `start`.
  static int end(byte[] pattern, int start) {
    int p = start + 1;
    if (pattern[start] == '%') {
      if (p >= pattern.length) {
        throw new LuaError("malformed pattern (ends with '%')");
      }
      return p + 1;
    }
    if (pattern[start] != '[') {
      return p;
    }
    if (p < pattern.length && pattern[p] == '^') {
      p++;
    }
    do { // The first character is not the end, so that `[]]` is a set.
      if (p >= pattern.length) {
        throw new LuaError("malformed pattern (missing ']')");
      }
      p += pattern[p] == '%' ? 2 : 1;
    } while (p >= pattern.length || pattern[p] != ']');
    return p + 1;
  }

  static boolean isSingle(byte[] pattern, int c, int start, int end) {
    return switch (pattern[start]) {
      case '.' -> true;
      case '%' -> inClass(c, pattern[start + 1] & 0xff);
      case '[' -> inSet(pattern, c, start, end - 1);
      default -> (pattern[start] & 0xff) == c;
    };
  }

  /// @param start the index of `[`
  /// @param end the index of `]`
  static boolean inSet(byte[] pattern, int c, int start, int end) {
    boolean negated = pattern[start + 1] == '^';
    for (int p = start + (negated ? 2 : 1); p < end; p++) {
      if (pattern[p] == '%') {
        p++;
        if (inClass(c, pattern[p] & 0xff)) {
          return !negated;
        }
      } else if (p + 2 < end && pattern[p + 1] == '-') {
        if ((pattern[p] & 0xff) <= c && c <= (pattern[p + 2] & 0xff)) {
          return !negated;
        }
        p += 2;
      } else if ((pattern[p] & 0xff) == c) {
        return !negated;
      }
    }
    return negated;
  }

  private static boolean inClass(int c, int letter) {
    int lower = letter | 0x20;
    boolean in =
        switch (lower) {
          case 'a' -> isLetter(c);
          case 'c' -> c < 32 || c == 127;
          case 'd' -> isDigit(c);
          case 'g' -> c > 32 && c < 127;
          case 'l' -> c >= 'a' && c <= 'z';
          case 'p' -> c > 32 && c < 127 && !isLetter(c) && !isDigit(c);
          case 's' -> c == ' ' || (c >= 9 && c <= 13);
          case 'u' -> c >= 'A' && c <= 'Z';
          case 'w' -> isLetter(c) || isDigit(c);
          case 'x' -> isDigit(c) || (c < 128 && (c | 0x20) >= 'a' && (c | 0x20) <= 'f');
          case 'z' -> c == 0;
          default -> {
            yield letter == c;
          }
        };
    boolean isClass = "acdglpsuwxz".indexOf(lower) >= 0;
    return (isClass && letter != lower) ? !in : in;
  }

  private static boolean isLetter(int c) {
    return c < 128 && (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
