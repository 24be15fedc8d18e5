package io.troop.plugin.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one JSON document by recursive descent. *Confined to one call.*
final class JsonReader {
  private static final int MAX_DEPTH = 512;

  private final String text;
  private int at;
  private int depth;

  JsonReader(String text) {
    this.text = text;
  }

  @Nullable Object document() {
    Object value = value();
    skipSpace();
    if (at < text.length()) {
      throw wrong("nothing more expected");
    }
    return value;
  }

  private @Nullable Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    enter();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    skipSpace();
    if (peek() == '}') {
      at++;
    } else {
      do {
        skipSpace();
        if (peek() != '"') {
          throw wrong("a member's name expected");
        }
        String name = string();
        skipSpace();
        expect(':');
        out.put(name, value());
      } while (continues('}'));
    }
    depth--;
    return out;
  }

  private List<@Nullable Object> array() {
    enter();
    List<@Nullable Object> out = new ArrayList<>();
    skipSpace();
    if (peek() == ']') {
      at++;
    } else {
      do {
        out.add(value());
      } while (continues(']'));
    }
    depth--;
    return out;
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw wrong("nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  private boolean continues(char end) {
    skipSpace();
    char c = peek();
    if (c != ',' && c != end) {
      throw wrong("',' or '" + end + "' expected");
    }
    at++;
    return c == ',';
  }

  private String string() {
    int start = ++at;
    while (peek() != '"') {
      char c = text.charAt(at);
      if (c == '\\') {
        return stringWithEscapes(start);
      }
      if (c < ' ') {
        throw wrong("a control character must be escaped");
      }
      at++;
    }
    return text.substring(start, at++);
  }

  private String stringWithEscapes(int start) {
    StringBuilder out = new StringBuilder(text.length() - start > 64 ? 64 : 16);
    out.append(text, start, at);
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c == '\\') {
        out.append(escaped());
      } else if (c < ' ') {
        throw wrong("a control character must be escaped");
      } else {
        out.append(c);
      }
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("no such escape");
    };
  }

  private char unicode() {
    int out = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw wrong("four hexadecimal digits expected");
      }
      out = out * 16 + digit;
      at++;
    }
    return (char) out;
  }

  private Object number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (digits() == 0) {
      at = start;
      throw wrong("a value expected");
    }
    boolean leadingZero =
        text.charAt(text.charAt(start) == '-' ? start + 1 : start) == '0'
            && at - start > (text.charAt(start) == '-' ? 2 : 1);
    if (leadingZero) {
      throw wrong("a number must not begin with 0");
    }
    boolean integer = true;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      integer = false;
      if (digits() == 0) {
        throw wrong("a digit expected");
      }
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      integer = false;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      if (digits() == 0) {
        throw wrong("a digit expected");
      }
    }
    return numberOf(text.substring(start, at), integer);
  }

  private Object numberOf(String digits, boolean integer) {
    if (integer && digits.length() <= 18) {
      return Long.parseLong(digits);
    }
    if (integer) {
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException beyondLong) {
        return finite(digits);
      }
    }
    double value = finite(digits);
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return (long) value;
    }
    return value;
  }

  private double finite(String digits) {
    double value = Double.parseDouble(digits);
    if (!Double.isFinite(value)) {
      throw wrong("a number too large");
    }
    return value;
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("a value expected");
    }
    at += word.length();
    return value;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong("'" + c + "' expected");
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more text expected");
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private JsonException wrong(String what) {
    return new JsonException(what, at + 1);
  }
}
