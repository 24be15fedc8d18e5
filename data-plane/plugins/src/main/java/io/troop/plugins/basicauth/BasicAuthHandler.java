package io.troop.plugins.basicauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks user name and password of `Proxy-Authorization`, then of `Authorization`. *Thread-safe.*
final class BasicAuthHandler implements Handler.OnRequest {
  private static final List<String> HEADERS = List.of("Proxy-Authorization", "Authorization");
  private static final Pattern BASIC = Pattern.compile("\\s*[Bb]asic\\s*(.+)");
  private static final Pattern PAIR = Pattern.compile("([^:]+):(.*)", Pattern.DOTALL);

  private final BasicAuthConfig config;
  private final Verdict unauthorized;

  BasicAuthHandler(BasicAuthConfig config, Host host) {
    this.config = config;
    this.unauthorized =
        Verdict.error(401, "Unauthorized")
            .with("WWW-Authenticate", "Basic realm=\"" + config.realm() + "\"");
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    return Authentication.check(exchange, config.anonymous(), () -> check(exchange));
  }

  private Verdict check(Exchange exchange) {
    for (String header : HEADERS) {
      Matcher given = given(exchange.request().headers().get(header));
      if (config.hideCredentials()) {
        exchange.outbound().headers().remove(header);
      }
      if (given == null) {
        continue;
      }
      BasicAuthCredential credential =
          exchange.entities().find(BasicAuthCredential.class, "username", given.group(1));
      if (credential != null) {
        return accept(exchange, credential, given.group(2));
      }
    }
    return unauthorized;
  }

  private Verdict accept(Exchange exchange, BasicAuthCredential credential, String password) {
    if (!credential.accepts(password)) {
      return unauthorized;
    }
    Authentication.accept(
        exchange,
        exchange.entities().get(Consumer.class, credential.consumer().id()),
        credential.username(),
        credential);
    return Verdict.PROCEED;
  }

  /// User name and password as groups; null when the header gives none.
  private static @Nullable Matcher given(@Nullable String header) {
    Matcher scheme = header == null ? null : BASIC.matcher(header);
    if (scheme == null || !scheme.find()) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(scheme.group(1).strip());
      Matcher pair = PAIR.matcher(new String(decoded, UTF_8));
      return pair.matches() ? pair : null;
    } catch (IllegalArgumentException e) {
      return null; // no base64
    }
  }
}
