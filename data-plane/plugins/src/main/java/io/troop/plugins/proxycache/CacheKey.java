package io.troop.plugins.proxycache;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.log.QueryArguments;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What tells answers apart, as a SHA-256 in hexadecimal (Kong's
/// `plugins/proxy-cache/cache_key.lua`). *Stateless.*
final class CacheKey {
  private CacheKey() {}

  static String of(Exchange exchange, ProxyCacheConfig config) {
    Exchange.Request request = exchange.request();
    // Kong takes the request line up to its question mark: without one, with its version.
    String line =
        request.method() + " " + request.path() + (request.query() == null ? " HTTP/1.1" : "");
    String text =
        String.join(
            "|",
            prefix(exchange),
            request.method(),
            config.ignoreUriCase() ? line.toLowerCase(Locale.ROOT) : line,
            arguments(request.query(), config.varyQueryParams()),
            headers(request.headers(), config.varyHeaders()));
    return sha256(text);
  }

  private static String prefix(Exchange exchange) {
    UUID consumer = exchange.identity().consumerId();
    var route = exchange.route();
    if (route == null) {
      return "default";
    }
    return consumer == null ? route.id().toString() : consumer + ":" + route.id();
  }

  private static String arguments(@Nullable String query, @Nullable List<String> counting) {
    Map<String, @Nullable Object> all = new TreeMap<>(QueryArguments.of(query));
    Iterable<String> names = counting == null || counting.isEmpty() ? all.keySet() : counting;
    StringJoiner key = new StringJoiner(":");
    for (String name : names) {
      Object value = all.get(name);
      if (value instanceof List<?> list) {
        key.add(
            name + "=" + String.join(",", list.stream().map(String::valueOf).sorted().toList()));
      } else if (value != null) {
        key.add(value.equals(true) ? name : name + "=" + value);
      }
    }
    return key.toString();
  }

  private static String headers(Headers headers, @Nullable List<String> counting) {
    StringJoiner key = new StringJoiner(":");
    if (counting != null) {
      for (String name : counting) {
        List<String> values = headers.all(name);
        if (!values.isEmpty()) {
          key.add(name + "=" + String.join(",", values.stream().sorted().toList()));
        }
      }
    }
    return key.toString();
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
