package io.troop.plugin.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes JSON (RFC 8259). A value is a `String`, `Long`, `Double`, `Boolean`, `List`,
/// `Map` (in the order of the text) or null. *Stateless.*
public final class Json {

  private Json() {}

  /// The value that a text is. A whole number that fits is a `Long`, however it was written; any
  /// other number is a `Double`. Of repeated members the last wins.
  ///
  /// @throws JsonException when the text is no JSON, or nested deeper than 512 levels
  public static @Nullable Object parse(String text) {
    return new JsonReader(text).document();
  }

  /// The value that UTF-8 text is.
  ///
  /// @throws JsonException when the text is no JSON
  public static @Nullable Object parse(byte[] utf8) {
    return parse(new String(utf8, UTF_8));
  }

  /// The shortest text of a value.
  ///
  /// @throws IllegalArgumentException when a part of it has no JSON form, such as a `Date` or NaN
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder(256);
    JsonWriter.write(value, out);
    return out.toString();
  }

  /// The shortest text of a value, as UTF-8.
  ///
  /// @throws IllegalArgumentException when a part of it has no JSON form
  public static byte[] bytes(@Nullable Object value) {
    return write(value).getBytes(UTF_8);
  }

  /// An array of values that are JSON in UTF-8 already.
  public static byte[] array(List<byte[]> elements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(elements.get(i));
    }
    out.write(']');
    return out.toByteArray();
  }
}
