package io.troop.control.keys;

import io.troop.certs.TrustException;
import org.jspecify.annotations.Nullable;

/// The key that wraps all others. It is never in the database, and may be in a place that does not
/// give it away. *Thread-safe.*
public interface RootKey {

  /// Where it is, as it is shown: no secret.
  String name();

  /// @throws TrustException when who holds the key does not answer, or refuses
  byte[] wrap(byte[] key);

  /// @throws TrustException when this is not the key that wrapped it, as well
  byte[] unwrap(byte[] wrapped);

  /// The key itself: what was encrypted before there was a ring was encrypted with it; null for one
  /// that nobody gets.
  byte @Nullable [] own();
}
