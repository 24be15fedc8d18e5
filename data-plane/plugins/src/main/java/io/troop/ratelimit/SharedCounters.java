package io.troop.ratelimit;

import java.util.List;
import reactor.core.publisher.Mono;

/// Counts that several nodes share. *Thread-safe; never blocks.*
public interface SharedCounters {

  /// Counts a request when every window has something left. Fails when Redis can't be asked.
  ///
  /// @param keys one for each window
  /// @param nowMillis since 1970
  Mono<Usage> take(List<String> keys, List<? extends Window> windows, long nowMillis);
}
