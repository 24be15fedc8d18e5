package io.troop.plugins.responseratelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.ratelimit.Outage;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.RedisCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Counts costs in Redis. *Thread-safe.*
final class RedisHandler extends CostAnswers implements Handler.OnRequestAsync, Handler.OnLog {
  private final boolean faultTolerant;
  private final Host host;
  private final RedisCounters counters;
  private final Outage outage = new Outage("response-ratelimiting");

  RedisHandler(ResponseRatelimitingConfig config, Host host) {
    super(new CostLimits(config, host));
    this.faultTolerant = config.faultTolerant();
    this.host = host;
    this.counters = new RedisCounters(() -> host.tools().redis(config.redis().resolved(host)));
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    long now = host.clock().millis();
    Map<CostLimits.Key, List<PeriodLimit>> keyed = limits.windows(exchange);
    List<String> keys = new ArrayList<>();
    List<PeriodLimit> windows = new ArrayList<>();
    keyed.forEach((key, limit) ->
        limit.forEach(window -> {
          keys.add(key.redis(window, now));
          windows.add(window);
        }));
    return exchange
        .onLoop(counters.look(keys, windows))
        .map(usage -> {
          outage.isOver();
          return limits.verdict(exchange, CostLimits.parts(keyed, usage), now);
        })
        .onErrorResume(problem -> {
          outage.goesOn(problem);
          return faultTolerant ? Mono.just(Verdict.PROCEED) : Mono.error(problem);
        });
  }

  @Override
  public void onLog(Exchange exchange) {
    limits.onLog(exchange, this::count);
  }

  private void count(CostLimits.Cost cost) {
    List<String> keys =
        cost.windows().stream().map(window -> cost.key().redis(window, cost.nowMillis())).toList();
    // The request has been answered; nobody waits for this.
    counters.add(keys, cost.windows(), (long) cost.amount()).subscribe(_ -> {}, outage::goesOn);
  }
}
