package io.troop.proxy.vault;

import reactor.core.publisher.Mono;

/// A vault. *Thread-safe; never blocks.*
@FunctionalInterface
public interface SecretSource {

  /// Reads a secret: a text, or a JSON object of several. Fails with an [java.io.IOException] whose
  /// message says why, without the secret, when it can't be read.
  ///
  /// @param resource its name in the vault
  Mono<String> read(String resource);
}
