package io.troop.e2e.conformance;

/// The gateway answered something else than what was recorded; the message says what and where.
final class Mismatch extends RuntimeException {

  Mismatch(String message) {
    super(message, null, false, false);
  }
}
