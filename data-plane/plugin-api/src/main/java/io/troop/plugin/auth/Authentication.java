package io.troop.plugin.auth;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Headers;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// How authentication plugins tell who the client is. *Stateless.*
///
/// Without a stand-in, a plugin that fails refuses the request: of several plugins all must accept.
/// With one, a request that some other plugin has accepted is let through unseen, and one that
/// fails becomes the stand-in's: of several plugins one must accept.
public final class Authentication {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final Exchange.Slot<List<String>> GROUPS = new Exchange.Slot<>("groups");

  private Authentication() {}

  /// Runs a plugin's check under these rules.
  ///
  /// @param anonymous the id or the username of the consumer that stands in for nobody; null for
  ///   none
  /// @param check accepts the client by [#accept] and proceeds, or answers why not
  public static Verdict check(
      Exchange exchange, @Nullable String anonymous, Supplier<Verdict> check) {
    if (anonymous == null) {
      return check.get();
    }
    if (exchange.identity().isAuthenticated()) {
      return Verdict.PROCEED;
    }
    Verdict verdict = check.get();
    return verdict instanceof Verdict.Proceed ? verdict : standIn(exchange, anonymous);
  }

  /// As [#check(Exchange, String, Supplier)], for a check that has to wait.
  public static Mono<Verdict> checkAsync(
      Exchange exchange, @Nullable String anonymous, Supplier<Mono<Verdict>> check) {
    if (anonymous == null) {
      return check.get();
    }
    if (exchange.identity().isAuthenticated()) {
      return Mono.just(Verdict.PROCEED);
    }
    return check
        .get()
        .map(
            verdict -> verdict instanceof Verdict.Proceed ? verdict : standIn(exchange, anonymous));
  }

  /// The client is this consumer, or the holder of this credential. The upstream is told by
  /// headers; what the client itself sent under their names is gone.
  ///
  /// @param consumer null for a credential without one
  /// @param credentialId what `X-Credential-Identifier` says; null for nothing
  public static void accept(
      Exchange exchange,
      @Nullable Consumer consumer,
      @Nullable String credentialId,
      Object credential) {
    exchange.identify(new Identity(consumer, credentialId, credential, false));
    tell(exchange.outbound().headers(), consumer, credentialId, false);
  }

  /// The request becomes that of the consumer who stands in for nobody.
  ///
  /// @param anonymous the consumer's id or username
  /// @return an error when there is no such consumer
  public static Verdict standIn(Exchange exchange, String anonymous) {
    Consumer consumer = consumer(exchange.entities(), anonymous);
    if (consumer == null) {
      // Kong tells its log alone.
      LOG.error("anonymous consumer {} is configured but doesn't exist", anonymous);
      return Verdict.error(500, "An unexpected error occurred");
    }
    exchange.identify(new Identity(consumer, null, null, true));
    tell(exchange.outbound().headers(), consumer, null, true);
    return Verdict.PROCEED;
  }

  /// Says which groups the client is in, as the one that knows the client tells; for acl.
  public static void groups(Exchange exchange, List<String> groups) {
    exchange.set(GROUPS, List.copyOf(groups));
  }

  /// The groups that [#groups(Exchange, List)] told of; null when nobody did.
  public static @Nullable List<String> groups(Exchange exchange) {
    return exchange.get(GROUPS);
  }

  /// The consumer of this id or, if there is none, of this username; null for null, and for
  /// nobody's.
  public static @Nullable Consumer consumer(Entities entities, @Nullable String idOrUsername) {
    if (idOrUsername == null) {
      return null;
    }
    Consumer byId = null;
    try {
      byId = entities.get(Consumer.class, UUID.fromString(idOrUsername));
    } catch (IllegalArgumentException e) {
      // Not an id, so it is a username.
    }
    return byId != null ? byId : entities.find(Consumer.class, "username", idOrUsername);
  }

  private static void tell(
      Headers.Mutable headers,
      @Nullable Consumer consumer,
      @Nullable String credentialId,
      boolean anonymous) {
    set(headers, "X-Consumer-ID", consumer == null ? null : consumer.id().toString());
    set(headers, "X-Consumer-Custom-ID", consumer == null ? null : consumer.customId());
    set(headers, "X-Consumer-Username", consumer == null ? null : consumer.username());
    set(headers, "X-Credential-Identifier", credentialId);
    set(headers, "X-Anonymous-Consumer", anonymous ? "true" : null);
  }

  private static void set(Headers.Mutable headers, String name, @Nullable String value) {
    if (value == null) {
      headers.remove(name);
    } else {
      headers.set(name, value);
    }
  }
}
