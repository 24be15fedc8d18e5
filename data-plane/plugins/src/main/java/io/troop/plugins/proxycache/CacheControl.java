package io.troop.plugins.proxycache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The directives of a `Cache-Control` header (RFC 9111). *Immutable.*
record CacheControl(Map<String, String> directives) {

  static CacheControl of(List<String> lines) {
    Map<String, String> directives = new HashMap<>();
    for (String line : lines) {
      for (String part : line.split(",", -1)) {
        int equals = part.indexOf('=');
        String name = (equals < 0 ? part : part.substring(0, equals)).strip();
        String value = equals < 0 ? "" : part.substring(equals + 1).strip().replace("\"", "");
        if (!name.isEmpty()) {
          directives.put(name.toLowerCase(Locale.ROOT), value);
        }
      }
    }
    return new CacheControl(directives);
  }

  boolean has(String name) {
    return directives.containsKey(name);
  }

  /// The seconds a directive names; null when it is missing or names none.
  @Nullable Long seconds(String name) {
    String value = directives.get(name);
    try {
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /// How many seconds an answer may be given again: `s-maxage`, else `max-age`, else `Expires`.
  ///
  /// @param expires the seconds until the answer's `Expires`; 0 for none
  long lifetime(long expires) {
    Long shared = seconds("s-maxage");
    Long own = seconds("max-age");
    return shared != null ? shared : own != null ? own : Math.max(0, expires);
  }
}
