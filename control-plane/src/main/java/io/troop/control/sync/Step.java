package io.troop.control.sync;

/// What is to be done so that a node gets to the head.
sealed interface Step {

  /// Nothing: it is there.
  record Wait() implements Step {}

  /// Send this.
  record Send(Shipment shipment) implements Step {}

  /// Ask for its bucket hashes: what it holds is not what its revision is.
  ///
  /// @param reason for the log of both sides
  record Compare(String reason) implements Step {}
}
