package io.troop.control.sync;

import io.troop.state.Root;
import org.jspecify.annotations.Nullable;

/// What a node holds. *Immutable.*
///
/// @param revision the revision it was brought to; [#NOWHERE] when it holds nothing
/// @param root the hash of what it holds; null when it holds nothing
record Position(long revision, @Nullable Root root) {

  private static final long NOWHERE = -1;

  /// A node that holds nothing.
  static final Position NOTHING = new Position(NOWHERE, null);

  boolean isNothing() {
    return revision == NOWHERE;
  }
}
