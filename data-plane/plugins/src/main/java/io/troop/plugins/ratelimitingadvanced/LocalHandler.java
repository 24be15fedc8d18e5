package io.troop.plugins.ratelimitingadvanced;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.ratelimit.LocalCounters;
import io.troop.ratelimit.Usage;

/// Counts requests on this node. *Thread-safe.*
final class LocalHandler implements Handler.OnRequest, Handler.OnResponse {
  private final Limiter limiter;
  private final Host host;
  private final LocalCounters counters;

  LocalHandler(RateLimitingAdvancedConfig config, Host host) {
    this.limiter = new Limiter(config, host);
    this.host = host;
    this.counters = host.keep("rate-limiting-advanced", LocalCounters.class, LocalCounters::new);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    long now = host.clock().millis();
    return limiter.verdict(exchange, take(exchange, now), now);
  }

  Usage take(Exchange exchange, long now) {
    return counters.take(limiter.key(exchange), limiter.windows(), now);
  }

  @Override
  public void onResponse(Exchange exchange) {
    limiter.tell(exchange);
  }
}
