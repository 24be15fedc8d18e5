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
  private final boolean byConsumer;

  /// What a node counts by.
  ///
  /// @param identifier the id of a consumer, which need not become a text here, or a text
  record Key(UUID route, UUID service, Object identifier) {}

  Identifiers(RateLimitingConfig config, Host host) {
    this.config = config;
    this.byConsumer = config.limitBy().equals("consumer");
    Placement placement = host.placement();
    this.route = placement.route() == null ? NOBODY : placement.route();
    this.service = placement.service() == null ? NOBODY : placement.service();
  }

  Key key(Exchange exchange) {
    UUID consumer = byConsumer ? exchange.identity().consumerId() : null;
    if (consumer != null) {
      return new Key(route, service, consumer);
    }
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
