package io.troop.proxy.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Which bytes may stand where in a head, and comparison of names without case.
final class Ascii {

  private static final byte TOKEN = 1;
  private static final byte VALUE = 2;
  private static final byte TARGET = 4;
  private static final byte HOST = 8;
  private static final byte[] KINDS = new byte[256];

  static {
    String alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    allow(alphanumeric + "!#$%&'*+-.^_`|~", TOKEN);
    allow(alphanumeric + "-._~!$&'()*+,;=:[]%", HOST);
    for (int b = 0x20; b < 256; b++) {
      if (b != 0x7f) {
        KINDS[b] |= VALUE;
        // A fragment never belongs into a request, and readers differ on where it would end.
        if (b != ' ' && b != '#') {
          KINDS[b] |= TARGET;
        }
      }
    }
    KINDS['\t'] |= VALUE;
  }

  private Ascii() {}

  private static void allow(String characters, byte kind) {
    characters.chars().forEach(c -> KINDS[c] |= kind);
  }

  /// Whether `b` may stand in a method or a header's name.
  static boolean isToken(byte b) {
    return (KINDS[b & 0xff] & TOKEN) != 0;
  }

  /// Whether `b` may stand in a header's value.
  static boolean isValue(byte b) {
    return (KINDS[b & 0xff] & VALUE) != 0;
  }

  /// Whether `b` may stand in a request's target.
  static boolean isTarget(byte b) {
    return (KINDS[b & 0xff] & TARGET) != 0;
  }

  /// Whether `b` may stand in a host with port.
  static boolean isHost(byte b) {
    return (KINDS[b & 0xff] & HOST) != 0;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /// The value of a hexadecimal digit; -1 for another byte.
  static int hexDigit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }

  /// Whether the range equals a text of lower case, whatever its own case.
  static boolean equalsIgnoreCase(byte[] bytes, int from, int to, byte[] lower) {
    if (to - from != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (lower(bytes[from + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean equalsIgnoreCase(byte[] bytes, int from, int to, CharSequence text) {
    return to - from == text.length() && equalsIgnoreCase(bytes, from, text.toString());
  }

  /// Whether there are the bytes of a text at this place, whatever the case of either.
  static boolean equalsIgnoreCase(byte[] bytes, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (lower(bytes[from + i] & 0xff) != lower(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// The text of a range: UTF-8, and byte by byte where it is not UTF-8.
  static String text(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return decoded(bytes, from, to);
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String decoded(byte[] bytes, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException _) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }
}
