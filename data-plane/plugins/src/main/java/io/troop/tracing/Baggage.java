package io.troop.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Headers;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What travels along with a trace, a header for each item. *Stateless.*
final class Baggage {
  private Baggage() {}

  static Map<String, String> read(Headers headers, String prefix) {
    Map<String, String> items = new LinkedHashMap<>();
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith(prefix) && lower.length() > prefix.length()) {
        items.put(lower.substring(prefix.length()), decoded(value));
      }
    });
    return items;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  static void write(Map<String, String> items, String prefix, Headers.Mutable headers) {
    items.forEach((name, value) ->
        headers.set(prefix + name, URLEncoder.encode(value, UTF_8).replace("+", "%20")));
  }
}
