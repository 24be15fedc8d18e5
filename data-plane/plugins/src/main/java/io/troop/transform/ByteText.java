package io.troop.transform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Texts whose chars stand for the bytes of UTF-8, as headers have them: what templates work on, so
/// that nothing is lost whatever the bytes are. *Stateless.*
public final class ByteText {
  private static final String HEX = "0123456789ABCDEF";

  private ByteText() {}

  /// A char for each byte of a text.
  public static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
      }
    }
    return text;
  }

  /// The text that these bytes are; a byte that is no UTF-8 becomes a question mark.
  public static String text(String bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.charAt(i) > 0x7f) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
      }
    }
    return bytes;
  }

  /// As a header's value: control characters percent-encoded, so that no value can end its line.
  public static String headerValue(String bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      if (isControl(bytes.charAt(i))) {
        return escaped(bytes);
      }
    }
    return bytes;
  }

  private static boolean isControl(char c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  private static String escaped(String bytes) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (isControl(c)) {
        percent(out, c);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /// As a path: all that can't stand in one is percent-encoded; escapes are kept.
  public static String path(String bytes) {
    return encoded(bytes, "!$&'()*+,/:;=?@[]-_.~%");
  }

  /// As a name or value in a query or form.
  public static String component(String bytes) {
    return encoded(bytes, "-_.~");
  }

  private static String encoded(String bytes, String kept) {
    StringBuilder out = new StringBuilder(bytes.length());
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (plain || kept.indexOf(c) >= 0) {
        out.append(c);
      } else {
        percent(out, c);
      }
    }
    return out.toString();
  }

  private static void percent(StringBuilder out, char c) {
    out.append('%').append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
  }

  /// What a part of a query or form stands for: plus signs are spaces, and a broken escape stands
  /// for itself.
  static String decoded(String encoded) {
    if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
      return encoded;
    }
    StringBuilder out = new StringBuilder(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int high =
          c == '%' && i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(encoded.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        out.append((char) (high << 4 | low));
        i += 2;
      } else {
        out.append(c == '+' ? ' ' : c);
      }
    }
    return out.toString();
  }
}
