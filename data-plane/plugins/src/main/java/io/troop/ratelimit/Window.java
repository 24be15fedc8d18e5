package io.troop.ratelimit;

/// A span of time in which a limit holds. *Immutable.*
public interface Window {

  /// How long it is; no two windows of one configuration are equally long.
  long seconds();

  double limit();

  /// When the window that holds this moment began; both in milliseconds since 1970.
  long start(long nowMillis);
}
