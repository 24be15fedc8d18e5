package io.troop.ratelimit;

/// A span of time in which a limit holds. *Immutable.*
public interface Window {

  /// How long it is; no two windows of one configuration are equally long.
  long seconds();

  double limit();

  /// When the window that holds this moment began; both in milliseconds since 1970.
  long start(long nowMillis);

  /// Whether one more request may pass when this much was used.
  default boolean admits(double used) {
    return limit() - used > 0;
  }

  /// The part of what the window before used that still counts at this moment: 0 for a window that
  /// begins with nothing.
  default double weight(long nowMillis) {
    return 0;
  }

  /// Whether refused requests count, too.
  default boolean countsRefusals() {
    return false;
  }
}
