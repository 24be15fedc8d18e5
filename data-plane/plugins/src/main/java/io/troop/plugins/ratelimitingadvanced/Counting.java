package io.troop.plugins.ratelimitingadvanced;

import io.troop.plugin.Exchange;
import io.troop.ratelimit.Usage;
import reactor.core.publisher.Mono;

/// Where requests are counted.
@FunctionalInterface
interface Counting {

  /// Counts a request if it is within the limits, when somebody subscribes. The result comes on the
  /// exchange's event loop.
  Mono<Usage> take(Exchange exchange, long nowMillis);
}
