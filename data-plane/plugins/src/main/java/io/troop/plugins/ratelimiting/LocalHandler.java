package io.troop.plugins.ratelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.ratelimit.LocalCounters;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.Usage;
import java.util.List;

/// Counts requests on this node. *Thread-safe.*
final class LocalHandler implements Handler.OnRequest, Handler.OnResponse {
  private final List<PeriodLimit> limits;
  private final Identifiers identifiers;
  private final Answers answers;
  private final Host host;
  private final LocalCounters counters;

  LocalHandler(RateLimitingConfig config, Host host) {
    this.limits = config.limits();
    this.identifiers = new Identifiers(config, host);
    this.answers = new Answers(config);
    this.host = host;
    this.counters = host.keep("rate-limiting", LocalCounters.class, LocalCounters::new);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    long now = host.clock().millis();
    Usage usage = counters.take(identifiers.key(exchange), limits, now);
    return answers.verdict(exchange, usage, now);
  }

  @Override
  public void onResponse(Exchange exchange) {
    answers.tell(exchange);
  }
}
