package io.troop.plugins.oauth2;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Service;
import io.troop.plugin.form.FormBody;
import io.troop.plugin.form.QueryText;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Lets requests with a good token through. *Thread-safe.*
final class TokenCheck {
  private static final String SCOPE = "X-Authenticated-Scope";
  private static final String USER = "X-Authenticated-UserId";
  private static final String INVALID = "The access token is invalid or has expired";

  private final OauthConfig config;
  private final Host host;
  private final Verdict global;

  TokenCheck(OauthConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.global =
        invalid(
            "The access token is global, but the current plugin is configured without"
                + " 'global_credentials'");
  }

  /// Only a body is waited for, and only when no header has the token.
  Mono<Verdict> verdict(Exchange exchange) {
    String header = exchange.request().headers().get(config.authHeaderName());
    return header != null
        ? Mono.fromSupplier(() -> verdict(exchange, header, null))
        : Parameters.of(exchange.request()).map(parameters -> verdict(exchange, null, parameters));
  }

  private Verdict verdict(
      Exchange exchange, @Nullable String header, @Nullable Parameters parameters) {
    Headers.Mutable told = exchange.outbound().headers();
    told.remove(SCOPE);
    told.remove(USER);
    String anonymous = config.anonymous();
    if (anonymous != null && exchange.identity().isAuthenticated()) {
      return Verdict.PROCEED;
    }
    Verdict verdict = checked(exchange, token(exchange, header, parameters));
    // Kong: a global token where there are none is refused even when someone stands in for nobody.
    return verdict.equals(global)
        ? verdict
        : Authentication.check(exchange, anonymous, () -> verdict);
  }

  /// The token as given, which the upstream does not see when it is to be hidden; null for none.
  private @Nullable String token(
      Exchange exchange, @Nullable String header, @Nullable Parameters parameters) {
    if (header != null) {
      List<String> words = Scopes.words(header);
      boolean inHeader =
          words.size() == 2
              && List.of("token", "bearer").contains(words.getFirst().toLowerCase(Locale.ROOT));
      if (config.hideCredentials()) {
        hide(exchange, inHeader, null);
      }
      return inHeader ? words.getLast() : header;
    }
    if (parameters == null) {
      return null;
    }
    String token = parameters.text("access_token");
    if (token != null && config.hideCredentials()) {
      hide(exchange, false, parameters.body());
    }
    return token;
  }

  private void hide(Exchange exchange, boolean inHeader, @Nullable FormBody body) {
    Exchange.Outbound outbound = exchange.outbound();
    if (inHeader) {
      outbound.headers().remove(config.authHeaderName());
      return;
    }
    outbound.query(QueryText.without(outbound.query(), "access_token"));
    if (body instanceof FormBody.UrlEncoded form && !form.values("access_token").isEmpty()) {
      outbound.body(form.without("access_token").buffer());
    }
  }

  private Verdict checked(Exchange exchange, @Nullable String given) {
    if (given == null || given.isEmpty()) {
      return OauthHandler.refusal(
          401,
          "invalid_request",
          "The access token is missing",
          OauthHandler.challenge(config, null, null));
    }
    OauthToken token = exchange.entities().find(OauthToken.class, "access_token", given);
    if (token == null) {
      return invalid(INVALID);
    }
    if (token.service() == null && !config.globalCredentials()) {
      return global;
    }
    if (!isFor(exchange.service(), token.serviceId())
        || token.isOver(host.clock().instant().toEpochMilli() / 1000.0)) {
      return invalid(INVALID);
    }
    return accepted(exchange, token);
  }

  private static boolean isFor(@Nullable Service current, @Nullable UUID service) {
    return service == null || (current != null && current.id().equals(service));
  }

  private Verdict accepted(Exchange exchange, OauthToken token) {
    OauthCredential credential =
        exchange.entities().get(OauthCredential.class, token.credential().id());
    Consumer consumer =
        credential == null
            ? null
            : exchange.entities().get(Consumer.class, credential.consumer().id());
    if (credential == null || consumer == null) {
      return invalid(INVALID);
    }
    Authentication.accept(exchange, consumer, credential.clientId(), credential);
    Headers.Mutable told = exchange.outbound().headers();
    if (token.scope() != null) {
      told.set(SCOPE, token.scope());
    }
    if (token.authenticatedUserid() != null) {
      told.set(USER, token.authenticatedUserid());
    }
    return Verdict.PROCEED;
  }

  private Verdict invalid(String description) {
    return OauthHandler.refusal(
        401,
        "invalid_token",
        description,
        OauthHandler.challenge(config, "invalid_token", INVALID));
  }
}
