package io.troop.plugins.oauth2;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Gives out tokens below `/oauth2/token`, codes and tokens below `/oauth2/authorize`, and asks for
/// a token everywhere else. *Thread-safe.*
final class OauthHandler implements Handler.OnRequestAsync {
  private final OauthConfig config;
  private final TokenEndpoint tokens;
  private final AuthorizeEndpoint authorize;
  private final TokenCheck check;

  OauthHandler(OauthConfig config, Host host) {
    this.config = config;
    Issuer issuer = new Issuer(config, host);
    this.tokens = new TokenEndpoint(config, host, issuer);
    this.authorize = new AuthorizeEndpoint(config, issuer);
    this.check = new TokenCheck(config, host);
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    if (isAt(exchange, "/oauth2/token")) {
      return isPost(exchange)
          ? Parameters.of(exchange.request()).flatMap(given -> tokens.answer(exchange, given))
          : Mono.just(wrongMethod(exchange, "token"));
    }
    if (isAt(exchange, "/oauth2/authorize")) {
      return isPost(exchange)
          ? Parameters.of(exchange.request()).flatMap(given -> authorize.answer(exchange, given))
          : Mono.just(wrongMethod(exchange, "authorization"));
    }
    return check.verdict(exchange);
  }

  private static boolean isAt(Exchange exchange, String end) {
    String path = exchange.request().path();
    return path.endsWith(end) || path.endsWith(end + "/");
  }

  private static boolean isPost(Exchange exchange) {
    return exchange.request().method().equals("POST");
  }

  private Verdict wrongMethod(Exchange exchange, String endpoint) {
    return refusal(
        config,
        405,
        "invalid_method",
        "The HTTP method %s is invalid for the %s endpoint"
            .formatted(exchange.request().method(), endpoint));
  }

  /// An answer to a client without a good token.
  static Verdict.Answer refusal(OauthConfig config, int status, String error, String description) {
    return refusal(status, error, description, challenge(config, error, description));
  }

  static Verdict.Answer refusal(int status, String error, String description, String challenge) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("error", error);
    members.put("error_description", description);
    return Verdict.json(status, Json.write(members)).with("WWW-Authenticate", challenge);
  }

  /// @param error null for a client that showed nothing at all
  static String challenge(
      OauthConfig config, @Nullable String error, @Nullable String description) {
    StringBuilder text = new StringBuilder("Bearer");
    if (config.realm() != null) {
      text.append(" realm=\"").append(config.realm()).append('"');
    }
    if (error != null) {
      text.append(" error=\"").append(error).append('"');
      text.append(" error_description=\"").append(description).append('"');
    }
    return text.toString();
  }

  /// Whether the request came by HTTPS, maybe to a trusted proxy in front; what is wrong, or null.
  static Outcome.@Nullable Refused insecurity(OauthConfig config, Exchange.Request request) {
    if (request.scheme().equals("https")) {
      return null;
    }
    if (config.acceptHttpIfAlreadyTerminated()) {
      String told = request.headers().get("x-forwarded-proto");
      if (told != null && told.indexOf(',') >= 0) {
        return Outcome.refused("access_denied", "Only one X-Forwarded-Proto header allowed");
      }
      if (request.forwardedScheme().equalsIgnoreCase("https")) {
        return null;
      }
    }
    return Outcome.refused("access_denied", "You must use HTTPS");
  }
}
