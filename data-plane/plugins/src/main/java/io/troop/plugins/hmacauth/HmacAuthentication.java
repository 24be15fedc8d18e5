package io.troop.plugins.hmacauth;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks the signature of a request, but for its body. *Thread-safe.*
final class HmacAuthentication {
  private static final String NO_DATE =
      "HMAC signature cannot be verified, a valid date or x-date header is required for HMAC"
          + " Authentication";

  private final HmacAuthConfig config;
  private final InstantSource clock;
  private final List<String> algorithms;
  private final List<String> enforced;

  HmacAuthentication(HmacAuthConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.algorithms = config.algorithms() == null ? List.of() : config.algorithms();
    this.enforced = config.enforceHeaders() == null ? List.of() : config.enforceHeaders();
  }

  /// Runs a check under the rules for several plugins and the stand-in.
  Verdict check(Exchange exchange, Supplier<Verdict> check) {
    return Authentication.check(exchange, config.anonymous(), check);
  }

  /// Checks all but the body, and accepts the client.
  ///
  /// @param bodyMatches whether the body is what its digest says
  Verdict accept(Exchange exchange, boolean bodyMatches) {
    Headers headers = exchange.request().headers();
    if (!headers.contains("Authorization") && !headers.contains("Proxy-Authorization")) {
      return refusal("Unauthorized");
    }
    if (!isTimely(headers.get("X-Date")) && !isTimely(headers.get("Date"))) {
      return refusal(NO_DATE);
    }
    SignatureHeader signature = signature(exchange);
    if (signature == null || !isAcceptable(signature)) {
      return refusal("HMAC signature cannot be verified");
    }
    HmacAuthCredential credential =
        exchange.entities().find(HmacAuthCredential.class, "username", signature.username());
    if (credential == null) {
      return refusal("HMAC signature cannot be verified");
    }
    String secret = credential.secret();
    if (secret == null || !signature.isOf(exchange.request(), secret) || !bodyMatches) {
      return refusal("HMAC signature does not match");
    }
    Authentication.accept(
        exchange,
        exchange.entities().get(Consumer.class, credential.consumer().id()),
        credential.username(),
        credential);
    return Verdict.PROCEED;
  }

  private Verdict refusal(String message) {
    String challenge = config.realm() == null ? "hmac" : "hmac realm=\"" + config.realm() + "\"";
    return Verdict.error(401, message).with("WWW-Authenticate", challenge);
  }

  private boolean isTimely(@Nullable String date) {
    Instant time = HttpDate.parse(date);
    if (time == null) {
      return false;
    }
    long seconds = Math.abs(clock.instant().getEpochSecond() - time.getEpochSecond());
    return seconds <= config.clockSkew();
  }

  private @Nullable SignatureHeader signature(Exchange exchange) {
    Headers headers = exchange.request().headers();
    SignatureHeader proxys = SignatureHeader.parse(headers.get("Proxy-Authorization"));
    if (config.hideCredentials()) {
      // Also one that is no signature: it may be a credential of another kind.
      exchange
          .outbound()
          .headers()
          .remove(proxys == null ? "Authorization" : "Proxy-Authorization");
    }
    return proxys == null ? SignatureHeader.parse(headers.get("Authorization")) : proxys;
  }

  private boolean isAcceptable(SignatureHeader signature) {
    return signature.headers().containsAll(enforced) && algorithms.contains(signature.algorithm());
  }
}
