package io.troop.proxy.chain;

import io.troop.state.EntityKey;

/// Finds the values that references to vaults stand for. *Thread-safe.*
@FunctionalInterface
public interface References {

  /// As [#resolve], for an entity that is made anew when the secret changes.
  ///
  /// @throws IllegalStateException when a reference can't be resolved and never was
  default String resolve(String value, EntityKey user) {
    return resolve(value);
  }

  /// The value of a reference such as `{vault://env/NAME}`; a text that is none, as it is.
  ///
  /// @throws IllegalStateException when a reference can't be resolved and never was
  String resolve(String value);
}
