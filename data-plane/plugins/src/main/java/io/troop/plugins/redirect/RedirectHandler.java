package io.troop.plugins.redirect;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Sends clients elsewhere. *Thread-safe.*
final class RedirectHandler implements Handler.OnRequest {
  private static final byte[] BODY = "redirecting".getBytes(StandardCharsets.UTF_8);

  private final RedirectConfig config;

  /// Scheme, host and port of the location.
  private final String origin;

  RedirectHandler(RedirectConfig config) {
    this.config = config;
    String location = config.location();
    int authority = location.indexOf("://") + 3;
    int end = authority;
    while (end < location.length() && "/?#".indexOf(location.charAt(end)) < 0) {
      end++;
    }
    this.origin = location.substring(0, end);
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
    return query == null || query.isEmpty() ? path : path + "?" + query;
  }
}
