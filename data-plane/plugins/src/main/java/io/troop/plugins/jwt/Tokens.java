package io.troop.plugins.jwt;

import io.troop.plugin.Exchange;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the tokens of a request. *Immutable.*
final class Tokens {
  private static final Pattern BEARER = Pattern.compile("\\s*[Bb]earer\\s+(.+)");

  private final Set<String> arguments;
  private final Set<String> cookies;
  private final Set<String> headers;

  Tokens(JwtConfig config) {
    this.arguments = config.uriParamNames() == null ? Set.of() : config.uriParamNames();
    this.cookies = config.cookieNames() == null ? Set.of() : config.cookieNames();
    this.headers = config.headerNames() == null ? Set.of() : config.headerNames();
  }

  /// All different ones.
  Set<String> of(Exchange.Request request) {
    Set<String> found = new LinkedHashSet<>();
    for (String argument : arguments) {
      found.addAll(request.queryValues(argument));
    }
    if (!cookies.isEmpty()) {
      request.headers().all("Cookie").forEach(line -> addCookies(line, found));
    }
    for (String header : headers) {
      String value = request.headers().get(header);
      Matcher bearer = value == null ? null : BEARER.matcher(value);
      if (bearer != null && bearer.find()) {
        found.add(bearer.group(1));
      }
    }
    found.remove("");
    return found;
  }

  private void addCookies(String line, Set<String> found) {
    for (String pair : line.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && cookies.contains(pair.substring(0, equals).strip())) {
        found.add(pair.substring(equals + 1).strip());
      }
    }
  }
}
