package io.troop.plugins.acl;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.AclGroup;
import io.troop.plugin.entity.ConsumerGroup;
import io.troop.plugin.entity.ConsumerGroupConsumer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Lets a request through or refuses it by its consumer's groups. *Thread-safe.*
final class AclHandler implements Handler.OnRequest {
  private static final Verdict FORBIDDEN = Verdict.error(403, "You cannot consume this service");
  private static final Verdict UNAUTHORIZED = Verdict.error(401, "Unauthorized");

  private final boolean denies;
  private final Set<String> listed;
  private final boolean tells;
  private final boolean overridden;
  private final boolean includesConsumerGroups;

  AclHandler(AclConfig config, Host host) {
    this.denies = config.denies();
    List<String> groups = denies ? config.deny() : config.allow();
    this.listed = groups == null ? Set.of() : Set.copyOf(groups);
    this.tells = !config.hideGroupsHeader();
    this.overridden = config.alwaysUseAuthenticatedGroups();
    this.includesConsumerGroups = config.includeConsumerGroups();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Exchange.Identity identity = exchange.identity();
    UUID consumer = identity.consumerId();
    // Kong: groups told by an authentication plugin count for clients without a consumer, for
    // stand-ins, and for others only when they are to.
    List<String> told =
        consumer == null || !identity.isAuthenticated() || overridden
            ? Authentication.groups(exchange)
            : null;
    if (told != null) {
      return verdict(exchange, told, "X-Authenticated-Groups");
    }
    List<String> groups = consumer == null ? List.of() : groups(exchange.entities(), consumer);
    if (groups.isEmpty() && (consumer == null || !denies)) {
      return identity.isAuthenticated() ? FORBIDDEN : UNAUTHORIZED;
    }
    return verdict(exchange, groups, "X-Consumer-Groups");
  }

  private List<String> groups(Entities entities, UUID consumer) {
    Stream<String> own =
        entities.of(AclGroup.class, "consumer", consumer).stream().map(AclGroup::group);
    if (!includesConsumerGroups) {
      return own.toList();
    }
    Stream<String> shared =
        entities.of(ConsumerGroupConsumer.class, "consumer", consumer).stream()
            .map(member -> entities.get(ConsumerGroup.class, member.consumerGroup().id()))
            .filter(Objects::nonNull)
            .map(ConsumerGroup::name);
    return Stream.concat(own, shared).distinct().toList();
  }

  private Verdict verdict(Exchange exchange, List<String> groups, String header) {
    if (groups.stream().anyMatch(listed::contains) == denies) {
      return FORBIDDEN;
    }
    if (tells) {
      // Kong: told even when there are none, so that no client tells its own.
      exchange.outbound().headers().set(header, String.join(", ", groups));
    }
    return Verdict.PROCEED;
  }
}
