package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Arguments in order. *Confined to one thread.*
final class Form {
  private final List<Map.Entry<String, String>> pairs = new ArrayList<>();

  /// Adds an argument; nothing for a null.
  Form add(String name, @Nullable String value) {
    if (value != null) {
      pairs.add(Map.entry(name, value));
    }
    return this;
  }

  Form add(List<Map.Entry<String, String>> more) {
    pairs.addAll(more);
    return this;
  }

  /// `a=1&b=2`.
  String text() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, String> pair : pairs) {
      out.append(out.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(pair.getKey(), UTF_8))
          .append('=')
          .append(URLEncoder.encode(pair.getValue(), UTF_8));
    }
    return out.toString();
  }

  /// The address with these arguments behind its own.
  String behind(URI address) {
    String text = address.toString();
    return pairs.isEmpty() ? text : text + (address.getQuery() == null ? "?" : "&") + text();
  }
}
