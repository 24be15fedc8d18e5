package io.troop.plugins.ratelimitingadvanced;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugins.ratelimitingadvanced.RateLimitingAdvancedConfig.Throttling;
import io.troop.ratelimit.Usage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/// Has requests beyond the limit wait and try again, some times, before they are refused.
/// *Thread-safe.* Those that wait hold a connection and little else; a client that goes leaves its
/// place.
final class ThrottledHandler implements Handler.OnRequestAsync, Handler.OnResponse {
  private final Limiter limiter;
  private final Throttling throttling;
  private final Counting counting;
  private final Host host;
  private final AtomicInteger waiting;
  private final Function<Duration, Mono<Long>> pause;

  /// @param pause ends after this long
  ThrottledHandler(
      RateLimitingAdvancedConfig config,
      Host host,
      Counting counting,
      Function<Duration, Mono<Long>> pause) {
    this.limiter = new Limiter(config, host);
    this.throttling = config.throttling();
    this.counting = counting;
    this.host = host;
    this.waiting =
        host.keep(
            "rate-limiting-advanced waiting " + host.pluginId(),
            AtomicInteger.class,
            AtomicInteger::new);
    this.pause = pause;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    return attempt(
        exchange,
        (usage, now) ->
            mayWait()
                ? retry(exchange, throttling.retryTimes()).doFinally(_ -> waiting.decrementAndGet())
                : Mono.just(limiter.verdict(exchange, usage, now)));
  }

  /// What becomes of a request that is beyond the limit.
  private interface Beyond {
    Mono<Verdict> decide(Usage usage, long nowMillis);
  }

  private Mono<Verdict> attempt(Exchange exchange, Beyond beyond) {
    return Mono.defer(() -> {
      long now = host.clock().millis();
      return counting
          .take(exchange, now)
          .flatMap(usage ->
              usage.admitted()
                  ? Mono.just(limiter.verdict(exchange, usage, now))
                  : beyond.decide(usage, now));
    });
  }

  private boolean mayWait() {
    if (waiting.incrementAndGet() <= throttling.queueLimit()) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  private Mono<Verdict> retry(Exchange exchange, int times) {
    Duration interval = Duration.ofNanos((long) (throttling.interval() * 1e9));
    return exchange
        .onLoop(pause.apply(interval))
        .then(
            attempt(
                exchange,
                (usage, now) ->
                    times > 1
                        ? retry(exchange, times - 1)
                        : Mono.just(limiter.verdict(exchange, usage, now))));
  }

  @Override
  public void onResponse(Exchange exchange) {
    limiter.tell(exchange);
  }
}
