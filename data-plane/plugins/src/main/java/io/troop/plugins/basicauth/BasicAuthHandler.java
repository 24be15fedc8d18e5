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

  private final BasicAuthConfig config;
  private final Verdict unauthorized;

  private record Given(String username, String password) {}

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
      Given given = given(exchange.request().headers().get(header));
      if (config.hideCredentials()) {
        exchange.outbound().headers().remove(header);
      }
      if (given == null) {
        continue;
      }
      BasicAuthCredential credential =
          exchange.entities().find(BasicAuthCredential.class, "username", given.username);
      if (credential != null) {
        return accept(exchange, credential, given.password);
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

  /// Null when the header gives no user name and password.
  private static @Nullable Given given(@Nullable String header) {
    String text = header == null ? null : encoded(header);
    if (text == null) {
      return null;
    }
    try {
      String pair = new String(Base64.getDecoder().decode(text.strip()), UTF_8);
      int colon = pair.indexOf(':');
      return colon <= 0 ? null : new Given(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      return null; // no base64
    }
  }

  private static @Nullable String encoded(String header) {
    if (header.startsWith("Basic ")) {
      return header.substring(6); // as nearly all clients write it
    }
    Matcher scheme = BASIC.matcher(header);
    return scheme.find() ? scheme.group(1) : null;
  }
}
