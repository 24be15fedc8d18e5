package io.troop.proxy.chain;

/// Finds the values that references to vaults stand for. *Thread-safe.*
@FunctionalInterface
public interface References {

  /// The value of a reference such as `{vault://env/NAME}`; a text that is none, as it is.
  ///
  /// @throws IllegalStateException when a reference can't be resolved and never was
  String resolve(String value);
}
