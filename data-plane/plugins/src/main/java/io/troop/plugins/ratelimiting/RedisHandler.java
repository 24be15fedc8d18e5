package io.troop.plugins.ratelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.ratelimit.Outage;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.RedisCounters;
import io.troop.ratelimit.SharedCounters;
import io.troop.ratelimit.SyncedCounters;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// Counts requests in Redis, each as it comes or now and then. *Thread-safe.*
final class RedisHandler implements Handler.OnRequestAsync, Handler.OnResponse {
  private final List<PeriodLimit> limits;
  private final Identifiers identifiers;
  private final Answers answers;
  private final boolean faultTolerant;
  private final Host host;
  private final SharedCounters counters;
  private final Outage outage = new Outage("rate-limiting");

  RedisHandler(RateLimitingConfig config, Host host) {
    this.limits = config.limits();
    this.identifiers = new Identifiers(config, host);
    this.answers = new Answers(config);
    this.faultTolerant = config.faultTolerant();
    this.host = host;
    RedisCounters exact =
        new RedisCounters(() -> host.tools().redis(config.redis().resolved(host)));
    this.counters = config.isExact() ? exact : synced(config, host, exact);
  }

  private static SyncedCounters synced(RateLimitingConfig config, Host host, RedisCounters redis) {
    SyncedCounters synced =
        host.keep(
            List.of("rate-limiting", config.redis()),
            SyncedCounters.class,
            () -> new SyncedCounters(redis));
    Duration interval = Duration.ofNanos((long) (config.syncRate() * 1e9));
    host.every(interval, () -> synced.sync(host.clock().millis()).subscribe());
    return synced;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    long now = host.clock().millis();
    List<String> keys = identifiers.redisKeys(exchange, limits, now);
    return exchange
        .onLoop(counters.take(keys, limits, now))
        .map(usage -> {
          outage.isOver();
          return answers.verdict(exchange, usage, now);
        })
        .onErrorResume(problem -> {
          outage.goesOn(problem);
          return faultTolerant ? Mono.just(Verdict.PROCEED) : Mono.error(problem);
        });
  }

  @Override
  public void onResponse(Exchange exchange) {
    answers.tell(exchange);
  }
}
