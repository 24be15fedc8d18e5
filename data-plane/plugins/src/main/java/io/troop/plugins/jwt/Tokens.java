package io.troop.plugins.jwt;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.log.QueryArguments;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the tokens of a request. *Immutable.*
final class Tokens {
  private static final Pattern BEARER = Pattern.compile("\\s*[Bb]earer\\s+(.+)");

  private final Set<String> arguments;
  private final Set<String> cookies;
  private final Set<String> headers;

  /// Whether a request without a query can have one token only.
  private final boolean isPlain;

  private final String onlyHeader;

  Tokens(JwtConfig config) {
    this.arguments = config.uriParamNames() == null ? Set.of() : config.uriParamNames();
    this.cookies = config.cookieNames() == null ? Set.of() : config.cookieNames();
    this.headers = config.headerNames() == null ? Set.of() : config.headerNames();
    this.isPlain = cookies.isEmpty() && headers.size() == 1;
    this.onlyHeader = isPlain ? headers.iterator().next() : "";
  }

  /// All different ones: texts, and `true` for a query argument without a value.
  Set<Object> of(Exchange.Request request) {
    if (isPlain && request.query() == null) {
      String value = request.headers().get(onlyHeader);
      String token = value == null ? null : bearer(value);
      return token == null || token.isEmpty() ? Set.of() : Set.of(token);
    }
    Set<Object> found = new LinkedHashSet<>();
    if (request.query() != null && !arguments.isEmpty()) {
      Map<String, @Nullable Object> query = QueryArguments.of(request.query());
      arguments.forEach(argument -> addAll(query.get(argument), found));
    }
    if (!cookies.isEmpty()) {
      addCookies(request.headers(), found);
    }
    for (String header : headers) {
      String value = request.headers().get(header);
      String token = value == null ? null : bearer(value);
      if (token != null) {
        found.add(token);
      }
    }
    found.remove("");
    return found;
  }

  private static @Nullable String bearer(String value) {
    if (value.startsWith("Bearer ") && value.length() > 7 && value.charAt(7) > ' ') {
      return value.substring(7); // as nearly all clients write it
    }
    Matcher bearer = BEARER.matcher(value);
    return bearer.find() ? bearer.group(1) : null;
  }

  private static void addAll(@Nullable Object values, Set<Object> found) {
    if (values instanceof List<?> list) {
      found.addAll(list);
    } else if (values != null) {
      found.add(values);
    }
  }

  /// As nginx: of several cookies of a name the first counts, and names have no case.
  private void addCookies(Headers headers, Set<Object> found) {
    Set<String> left = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    left.addAll(cookies);
    for (String line : headers.all("Cookie")) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && left.remove(pair.substring(0, equals).strip())) {
          found.add(pair.substring(equals + 1).strip());
        }
      }
    }
  }
}
