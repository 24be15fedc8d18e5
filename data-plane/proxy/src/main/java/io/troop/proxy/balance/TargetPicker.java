package io.troop.proxy.balance;

import io.troop.plugin.Exchange;
import io.troop.routing.Match;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Picks the targets of requests to one host. *Thread-safe.*
public interface TargetPicker {

  /// The target of the first attempt, or of the next one after `last` failed. Does not wait.
  ///
  /// @param match the request's route; null when a plugin named the target without one
  /// @param last the target that failed; null for the first attempt
  /// @return a [Peer] to try, a [NoPeer] to answer with, or a [Pending] to wait for
  Choice pick(Exchange exchange, @Nullable Match match, @Nullable Peer last);

  /// Whether there is a target that is not known to be unhealthy.
  default boolean hasTarget() {
    return true;
  }

  /// The name that is looked up for each pick; null when none is.
  default @Nullable String lookedUp() {
    return null;
  }

  /// What a picker decides.
  sealed interface Choice permits Peer, Pending, NoPeer {}

  /// No address yet: the real choice follows, always a [Peer] or a [NoPeer].
  record Pending(Mono<Choice> choice) implements Choice {}

  /// There is nothing to connect to.
  ///
  /// @param status what to answer
  /// @param message the text of the answer, Kong's
  record NoPeer(int status, String message) implements Choice {}
}
