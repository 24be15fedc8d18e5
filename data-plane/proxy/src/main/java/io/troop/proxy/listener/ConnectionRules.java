package io.troop.proxy.listener;

import io.troop.proxy.http.HeadLimits;
import java.time.Duration;

/// How patient the gateway is with clients; nginx's rules and defaults. *Immutable.*
///
/// @param limits how large a head may be
/// @param idle how long a connection may wait for its next request
/// @param head how long a head may take to arrive
/// @param body how long the next part of a body may take to arrive
/// @param send how long a client may take nothing of an answer
/// @param linger how long the rest of a body is read whose request has been answered
/// @param requests how many requests one connection may carry
public record ConnectionRules(
    HeadLimits limits,
    Duration idle,
    Duration head,
    Duration body,
    Duration send,
    Duration linger,
    int requests) {

  public static final ConnectionRules DEFAULT =
      new ConnectionRules(
          HeadLimits.DEFAULT,
          Duration.ofSeconds(75),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          10_000);
}
