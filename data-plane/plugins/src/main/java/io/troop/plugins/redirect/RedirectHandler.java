package io.troop.plugins.redirect;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sends clients elsewhere. *Thread-safe.*
final class RedirectHandler implements Handler.OnRequest {
  private static final byte[] BODY = "redirecting".getBytes(StandardCharsets.UTF_8);

  private final RedirectConfig config;

  /// Scheme, host and port of the location, in their usual form.
  private final String origin;

  /// The fragment of the location with its mark; empty for none.
  private final String fragment;

  RedirectHandler(RedirectConfig config) {
    this.config = config;
    String location = config.location();
    int authority = location.indexOf("://") + 3;
    int end = authority;
    while (end < location.length() && "/?#".indexOf(location.charAt(end)) < 0) {
      end++;
    }
    this.origin = usual(location.substring(0, authority), location.substring(authority, end));
    int mark = location.indexOf('#', end);
    this.fragment = mark < 0 ? "" : location.substring(mark);
  }

  /// In lower case but the user's part, without the default port of the scheme.
  private static String usual(String scheme, String authority) {
    String lower = scheme.toLowerCase(Locale.ROOT);
    int at = authority.lastIndexOf('@') + 1;
    String host = authority.substring(at).toLowerCase(Locale.ROOT);
    String port = lower.equals("https://") ? ":443" : ":80";
    return lower
        + authority.substring(0, at)
        + (host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    String location = config.keepIncomingPath() ? kept(exchange.request()) : config.location();
    return new Verdict.Answer(
        config.statusCode(), List.of(Map.entry("Location", location)), BODY, null);
  }

  private String kept(Exchange.Request request) {
    String query = request.query();
    String path = origin + request.path();
    return (query == null || query.isEmpty() ? path : path + "?" + query) + fragment;
  }
}
