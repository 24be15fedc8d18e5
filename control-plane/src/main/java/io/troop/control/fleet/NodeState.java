package io.troop.control.fleet;

import java.util.List;
import java.util.Locale;

/// What is to be said of a node in one word, the worst first.
enum NodeState {
  /// No word of it for a while.
  LOST,
  /// Its version, or its plugins, do not go with what is configured.
  INCOMPATIBLE,
  /// It refused what it is to serve and serves what it had.
  REJECTING,
  /// Somebody holds it at a revision.
  PINNED,
  /// It does not serve what it is to serve yet.
  BEHIND,
  /// It serves what it is to serve but for some entities.
  QUARANTINED,
  /// It serves what it is to serve, but its disk does not take it or another node has its id.
  TROUBLED,
  /// It never had a configuration.
  NEW,
  /// All is well.
  IN_SYNC;

  /// Its place in this list: the lower, the worse.
  long rank() {
    return List.of(values()).indexOf(this);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
