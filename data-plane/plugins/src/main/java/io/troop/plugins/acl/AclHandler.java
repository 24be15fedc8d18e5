package io.troop.plugins.acl;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.AclGroup;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Lets a request through or refuses it by its consumer's groups. *Thread-safe.*
final class AclHandler implements Handler.OnRequest {
  private static final Verdict FORBIDDEN = Verdict.error(403, "You cannot consume this service");
  private static final Verdict UNAUTHORIZED = Verdict.error(401, "Unauthorized");

  private final boolean denies;
  private final Set<String> listed;
  private final boolean tells;

  AclHandler(AclConfig config, Host host) {
    this.denies = config.denies();
    List<String> groups = denies ? config.deny() : config.allow();
    this.listed = groups == null ? Set.of() : Set.copyOf(groups);
    this.tells = !config.hideGroupsHeader();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Exchange.Identity identity = exchange.identity();
    UUID consumer = identity.consumerId();
    if (consumer == null) {
      return identity.isAuthenticated() ? FORBIDDEN : UNAUTHORIZED;
    }
    List<AclGroup> groups = exchange.entities().of(AclGroup.class, "consumer", consumer);
    if (groups.isEmpty()) {
      if (denies) {
        return Verdict.PROCEED;
      }
      return identity.isAuthenticated() ? FORBIDDEN : UNAUTHORIZED;
    }
    boolean in = groups.stream().anyMatch(group -> listed.contains(group.group()));
    if (in == denies) {
      return FORBIDDEN;
    }
    if (tells) {
      exchange
          .outbound()
          .headers()
          .set(
              "X-Consumer-Groups",
              groups.stream().map(AclGroup::group).collect(Collectors.joining(", ")));
    }
    return Verdict.PROCEED;
  }
}
