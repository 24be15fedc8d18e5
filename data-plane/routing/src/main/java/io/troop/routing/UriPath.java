package io.troop.routing;

import java.nio.charset.StandardCharsets;

/// Paths as Kong's router sees them: one char per byte, escapes of unreserved characters decoded,
/// dot segments resolved, repeated slashes merged.
public final class UriPath {
  /// RFC 3986's reserved characters and the escape sign: their escapes mean something else than
  /// they do and stay.
  private static final String KEPT_ESCAPED = "!*'();:@&=+$,/?%#[]";

  /// What a path may carry as it is, beside letters and digits.
  private static final String SAFE = "!#$&'()*+,/:;=?@[]-_.~%";

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();
  private static final boolean[] UNSAFE = new boolean[256];

  static {
    for (int i = 0; i < UNSAFE.length; i++) {
      boolean alphanumeric =
          (i >= '0' && i <= '9') || (i >= 'A' && i <= 'Z') || (i >= 'a' && i <= 'z');
      UNSAFE[i] = !alphanumeric && SAFE.indexOf(i) < 0;
    }
  }

  private UriPath() {}

  /// The normal form of a path as received; the same object when it is in normal form.
  static String normalise(String path) {
    String decoded = path.indexOf('%') < 0 ? path : decode(path, KEPT_ESCAPED);
    return needsWork(decoded) ? resolve(decoded) : decoded;
  }

  /// A path as received as nginx's `$uri` has it: every escape decoded, then dot segments resolved
  /// and repeated slashes merged.
  public static String plain(String path) {
    String decoded = path.indexOf('%') < 0 ? path : decode(path, "");
    return needsWork(decoded) ? resolve(decoded) : decoded;
  }

  /// A path in normal form as it may be sent; the same object when nothing has to be escaped.
  static String escape(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (unsafe(path.charAt(i))) {
        return escapeFrom(path, i);
      }
    }
    return path;
  }

  /// Text of a configuration as one char per byte of its UTF-8 form.
  static String bytesOf(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  private static boolean unsafe(char c) {
    return c >= UNSAFE.length || UNSAFE[c];
  }

  private static String escapeFrom(String path, int from) {
    var out = new StringBuilder(path.length() + 16).append(path, 0, from);
    for (int i = from; i < path.length(); i++) {
      char c = path.charAt(i);
      if (unsafe(c)) {
        out.append('%').append(HEX[(c >> 4) & 15]).append(HEX[c & 15]);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /// @param kept characters whose escapes stay
  private static String decode(String path, String kept) {
    var out = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      int high = c == '%' && i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(path.charAt(i + 2), 16);
      if (low < 0) {
        out.append(c);
        continue;
      }
      char decoded = (char) (high << 4 | low);
      if (kept.indexOf(decoded) >= 0) {
        out.append('%').append(HEX[high]).append(HEX[low]);
      } else {
        out.append(decoded);
      }
      i += 2;
    }
    return out.toString();
  }

  /// Whether there is a dot segment or a repeated slash.
  private static boolean needsWork(String path) {
    char before = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if ((c == '.' || c == '/') && (before == '/' || (before == 0 && c == '.'))) {
        return true;
      }
      before = c;
    }
    return false;
  }

  /// RFC 3986, 5.2.4, with repeated slashes merged on the way, as Kong does it.
  private static String resolve(String path) {
    var out = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      int end = path.indexOf('/', at + 1);
      int stop = end < 0 ? path.length() : end;
      boolean rooted = path.charAt(at) == '/';
      int start = rooted ? at + 1 : at;
      if (isDots(path, start, stop)) {
        if (rooted && stop - start == 2) {
          out.setLength(Math.max(0, out.lastIndexOf("/")));
        }
        if (rooted && end < 0) {
          out.append('/');
        }
        at = rooted ? stop : stop + 1;
      } else {
        if (start < stop || end < 0) {
          out.append(path, at, stop);
        }
        at = stop;
      }
    }
    return out.toString();
  }

  private static boolean isDots(String path, int start, int stop) {
    int length = stop - start;
    return (length == 1 && path.charAt(start) == '.')
        || (length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.');
  }
}
