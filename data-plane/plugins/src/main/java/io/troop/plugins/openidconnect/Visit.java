package io.troop.plugins.openidconnect;

import io.troop.plugin.Exchange;
import io.troop.plugin.form.FormBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request shows. *Immutable.*
///
/// @param body its form; null when it has none, or none that was read
record Visit(Exchange.Request request, @Nullable FormBody body) {

  /// The argument of a query or of a body; null for none.
  @Nullable String argument(String name, List<String> places) {
    String found = places.contains("query") ? first(request.queryValues(name)) : null;
    FormBody form = body;
    return found == null && form != null && places.contains("body")
        ? first(form.values(name))
        : found;
  }

  /// The argument of a query or of a body; null for none.
  @Nullable String argument(String name) {
    return argument(name, List.of("query", "body"));
  }

  /// The header of one of these names; null for none.
  @Nullable String header(String... names) {
    for (String name : names) {
      String value = request.headers().get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  /// The header, or else the argument, of this name; null for none.
  @Nullable String any(String name) {
    String found = argument(name);
    return found == null ? header(name) : found;
  }

  /// The address the client used, without arguments.
  String address() {
    String scheme = request.forwardedScheme();
    int port = request.forwardedPort();
    boolean usual = port == (scheme.equals("https") ? 443 : 80) || port <= 0;
    return scheme + "://" + request.forwardedHost() + (usual ? "" : ":" + port) + request.path();
  }

  /// The address the client used.
  String fullAddress() {
    return request.query() == null ? address() : address() + "?" + request.query();
  }

  private static @Nullable String first(List<String> values) {
    return values.stream().filter(value -> !value.isBlank()).findFirst().orElse(null);
  }
}
