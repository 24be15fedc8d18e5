package io.troop.plugin.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.json.Repeated;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A query string as a document, the way Kong's logs and records show it. *Stateless.*
public final class QueryArguments {
  private static final int MOST = 100;

  private QueryArguments() {}

  /// Names and values decoded: a text, `true` for a name without `=`, or a list of these for a name
  /// that repeats. Only the first hundred are read.
  public static Map<String, @Nullable Object> of(@Nullable String query) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return out;
    }
    int count = 0;
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      if (++count > MOST) {
        break;
      }
      int equals = pair.indexOf('=');
      Object value = equals < 0 ? (Object) true : decoded(pair.substring(equals + 1));
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      out.merge(name, value, Repeated::joined);
    }
    return out;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException badEscape) {
      return text;
    }
  }
}
