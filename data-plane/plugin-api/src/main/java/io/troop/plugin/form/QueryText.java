package io.troop.plugin.form;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Query strings and urlencoded forms as text: what is not touched keeps its order and spelling.
/// *Stateless.*
public final class QueryText {

  private QueryText() {}

  /// The decoded values of a name, in order; empty for none. A name without `=` has the value "".
  public static List<String> values(@Nullable String query, String name) {
    List<String> values = new ArrayList<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
          values.add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
      }
    }
    return values;
  }

  /// Whether a name is there without `=`.
  public static boolean isBare(String query, String name) {
    for (String pair : query.split("&", -1)) {
      if (pair.indexOf('=') < 0 && decoded(pair).equals(name)) {
        return true;
      }
    }
    return false;
  }

  /// All names with their values, decoded, in order. A name without `=` has the value "".
  public static List<Map.Entry<String, String>> pairs(@Nullable String query) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (!name.isEmpty()) {
          pairs.add(Map.entry(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))));
        }
      }
    }
    return pairs;
  }

  /// Without all pairs of a name; null when nothing is left.
  public static @Nullable String without(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    StringBuilder left = new StringBuilder(query.length());
    boolean found = false;
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        found = true;
      } else {
        left.append(left.isEmpty() ? "" : "&").append(pair);
      }
    }
    return !found ? query : left.isEmpty() ? null : left.toString();
  }

  /// Percent signs and plus signs resolved; a text with a broken escape, as it is.
  public static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException badEscape) {
      return text;
    }
  }
}
