package io.troop.session;

import java.util.Map;

/// Points in time in what a session is kept as. *Stateless.*
public final class Moments {
  private Moments() {}

  /// A member, in seconds since 1970.
  ///
  /// @throws IllegalArgumentException when it is no whole number
  public static long of(Map<?, ?> session, String member) {
    if (session.get(member) instanceof Long moment) {
      return moment;
    }
    throw new IllegalArgumentException(
        member + ": " + session.get(member) + " (expected: a number)");
  }
}
