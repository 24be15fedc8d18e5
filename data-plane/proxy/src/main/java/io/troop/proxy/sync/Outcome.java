package io.troop.proxy.sync;

import io.troop.proxy.live.Applied;
import io.troop.state.Sealed;

/// What came of a transfer.
sealed interface Outcome {

  /// It serves.
  record Serves(Sealed sealed, Applied applied) implements Outcome {}

  /// Nothing changed: it can't be believed or can't be used.
  ///
  /// @param unknownHistory whether it is not of the history that the node knows
  record Refused(Sealed sealed, String reason, boolean unknownHistory) implements Outcome {

    Refused(Sealed sealed, String reason) {
      this(sealed, reason, false);
    }
  }

  /// Nothing changed: what the node holds is not what the transfer starts from.
  record Differs(String reason) implements Outcome {}
}
