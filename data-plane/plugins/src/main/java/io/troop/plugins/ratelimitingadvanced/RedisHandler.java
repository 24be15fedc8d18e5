package io.troop.plugins.ratelimitingadvanced;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.ratelimit.LocalCounters;
import io.troop.ratelimit.Outage;
import io.troop.ratelimit.RedisCounters;
import io.troop.ratelimit.SizedWindow;
import io.troop.ratelimit.Usage;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/// Counts requests in Redis; on this node while Redis can't be asked. *Thread-safe.*
final class RedisHandler implements Handler.OnRequestAsync, Handler.OnResponse {
  private final Limiter limiter;
  private final Host host;
  private final RedisCounters shared;
  private final LocalCounters own;
  private final Outage outage = new Outage("rate-limiting-advanced");

  RedisHandler(RateLimitingAdvancedConfig config, Host host) {
    this.limiter = new Limiter(config, host);
    this.host = host;
    this.shared = new RedisCounters(() -> host.tools().redis(config.redis().servers(host)));
    this.own = host.keep("rate-limiting-advanced", LocalCounters.class, LocalCounters::new);
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    long now = host.clock().millis();
    return take(exchange, now).map(found -> limiter.verdict(exchange, found, now));
  }

  Mono<Usage> take(Exchange exchange, long now) {
    String key = limiter.key(exchange);
    Mono<Usage> usage =
        shared
            .slide(keys(key, now), limiter.windows(), now)
            .doOnNext(_ -> outage.isOver())
            .onErrorResume(problem -> {
              outage.goesOn(problem);
              return Mono.just(own.take(key, limiter.windows(), now));
            });
    return exchange.onLoop(usage);
  }

  /// The keys of the windows that hold this moment, then of those before them.
  private List<String> keys(String key, long nowMillis) {
    List<String> keys = new ArrayList<>();
    for (SizedWindow window : limiter.windows()) {
      keys.add(key(key, window, window.start(nowMillis)));
    }
    for (SizedWindow window : limiter.windows()) {
      keys.add(key(key, window, window.start(nowMillis) - window.seconds() * 1000));
    }
    return keys;
  }

  private static String key(String key, SizedWindow window, long start) {
    // In a cluster, all windows of a client must be on one server: the braces say so.
    return "rate-limiting-advanced:{" + key + "}:" + window.seconds() + ":" + start;
  }

  @Override
  public void onResponse(Exchange exchange) {
    limiter.tell(exchange);
  }
}
