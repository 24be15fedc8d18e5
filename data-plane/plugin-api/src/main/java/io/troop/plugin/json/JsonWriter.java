package io.troop.plugin.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes values as JSON text. *Stateless.*
final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private JsonWriter() {}

  static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case CharSequence text -> string(text, out);
      case Boolean bool -> out.append(bool.booleanValue());
      case Number number -> number(number, out);
      case Map<?, ?> map -> object(map, out);
      case Iterable<?> list -> array(list, out);
      default ->
          throw new IllegalArgumentException("a " + value.getClass() + " has no form in JSON");
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(String.valueOf(member.getKey()), out);
      out.append(':');
      write(member.getValue(), out);
    }
    out.append('}');
  }

  private static void array(Iterable<?> list, StringBuilder out) {
    out.append('[');
    boolean first = true;
    for (Object element : list) {
      if (!first) {
        out.append(',');
      }
      first = false;
      write(element, out);
    }
    out.append(']');
  }

  private static void number(Number number, StringBuilder out) {
    if (number instanceof Double || number instanceof Float) {
      double value = number.doubleValue();
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(value + " has no form in JSON");
      }
      long whole = (long) value;
      if (whole == value && Math.abs(value) < 1e15) {
        out.append(whole);
        return;
      }
    }
    out.append(number);
  }

  private static void string(CharSequence given, StringBuilder out) {
    String text = given.toString();
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f) {
        continue; // It goes out with its neighbours.
      }
      out.append(text, written, i);
      written = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    out.append(text, written, text.length());
    out.append('"');
  }
}
