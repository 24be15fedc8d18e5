package io.troop.proxy.balance;

import java.net.InetSocketAddress;
import reactor.core.publisher.Mono;

/// Asks a target whether it is well. *Thread-safe; does not block.*
@FunctionalInterface
interface Prober {

  /// @param host the name to say in `Host` and in the TLS handshake
  /// @return how it went; never an error
  Mono<Outcome> probe(HealthRules.Active check, InetSocketAddress address, String host);

  /// How a probe went.
  sealed interface Outcome {
    record Answered(int status) implements Outcome {}

    /// A connection was made; no more was asked.
    record Connected() implements Outcome {}

    record Refused() implements Outcome {}

    record TimedOut() implements Outcome {}
  }
}
