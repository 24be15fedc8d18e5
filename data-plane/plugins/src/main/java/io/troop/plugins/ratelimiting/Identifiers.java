package io.troop.plugins.ratelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Host;
import io.troop.plugin.Placement;
import io.troop.ratelimit.Clients;
import io.troop.ratelimit.PeriodLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Whose request it is, and under which keys it is counted: Kong's, so that its nodes and ours may
/// count in the same Redis. *Immutable and thread-safe.*
final class Identifiers {
  private static final UUID NOBODY = new UUID(0, 0);

  private final RateLimitingConfig config;
  private final UUID route;
  private final UUID service;

  /// What a node counts by.
  record Key(UUID route, UUID service, String identifier) {}

  Identifiers(RateLimitingConfig config, Host host) {
    this.config = config;
    Placement placement = host.placement();
    this.route = placement.route() == null ? NOBODY : placement.route();
    this.service = placement.service() == null ? NOBODY : placement.service();
  }

  Key key(Exchange exchange) {
    String identifier = Clients.by(config.limitBy(), exchange, config.headerName(), config.path());
    return new Key(route, service, identifier == null ? Clients.address(exchange) : identifier);
  }

  /// The keys of the windows that hold this moment.
  List<String> redisKeys(Exchange exchange, List<PeriodLimit> limits, long nowMillis) {
    Key key = key(exchange);
    List<String> keys = new ArrayList<>(limits.size());
    for (PeriodLimit limit : limits) {
      keys.add(
          "ratelimit:"
              + key.route
              + ":"
              + key.service
              + ":"
              + key.identifier
              + ":"
              + limit.start(nowMillis)
              + ":"
              + limit.period().label());
    }
    return keys;
  }
}
