package io.troop.state;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes an untyped document as canonical JSON (RFC 8785): members sorted by UTF-16 code units, no
/// blanks, numbers as ECMAScript prints them, UTF-8. *Stateless.*
///
/// Documents consist of maps with text keys, lists, texts, numbers, booleans and nulls. All numbers
/// are IEEE doubles there, as they are in Kong: a whole number beyond ±2^53 becomes the nearest
/// double, so that both planes read the same value back.
public final class CanonicalJson {

  private CanonicalJson() {}

  /// The document's canonical bytes.
  ///
  /// @throws IllegalArgumentException for a value JSON can't carry: NaN, an infinity, a lone
  ///   surrogate, a key that is no text, or an object of a foreign class
  public static byte[] bytes(@Nullable Object document) {
    return text(document).getBytes(StandardCharsets.UTF_8);
  }

  /// The document as canonical text.
  ///
  /// @throws IllegalArgumentException as [#bytes] does
  public static String text(@Nullable Object document) {
    StringBuilder out = new StringBuilder(256);
    write(document, out);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case String text -> string(text, out);
      case Boolean truth -> out.append(truth);
      case Number number -> out.append(EcmaNumber.text(number.doubleValue()));
      case Map<?, ?> map -> object(map, out);
      case List<?> list -> array(list, out);
      default ->
          throw new IllegalArgumentException(
              value.getClass().getName()
                  + " in a document (expected: map, list, text, number, boolean or null)");
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, value) -> {
      if (!(key instanceof String name)) {
        throw new IllegalArgumentException("key " + key + " in a document (expected: text)");
      }
      sorted.put(name, value);
    });
    out.append('{');
    String separator = "";
    for (Map.Entry<String, @Nullable Object> member : sorted.entrySet()) {
      out.append(separator);
      string(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void array(List<?> list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(list.get(i), out);
    }
    out.append(']');
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
          } else if (Character.isSurrogate(c)) {
            i = surrogates(text, i, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static int surrogates(String text, int i, StringBuilder out) {
    if (i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
      out.append(text, i, i + 2);
      return i + 1;
    }
    throw new IllegalArgumentException(
        "a lone surrogate at index " + i + " of a text (expected: valid Unicode)");
  }
}
