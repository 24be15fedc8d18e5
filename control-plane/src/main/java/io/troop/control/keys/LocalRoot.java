package io.troop.control.keys;

import io.troop.certs.MasterKey;

/// A key of 32 bytes in this process: of `TROOP_MASTER_KEY`, or of a file. *Immutable.*
///
/// @param key what it encrypts with
/// @param secret its bytes
record LocalRoot(String name, MasterKey key, byte[] secret) implements RootKey {

  private static final String CONTEXT = "master key";

  @Override
  public byte[] wrap(byte[] other) {
    return key.encrypt(other, CONTEXT);
  }

  @Override
  public byte[] unwrap(byte[] wrapped) {
    return key.decrypt(wrapped, CONTEXT);
  }

  @Override
  public byte[] own() {
    return secret.clone();
  }

  /// Without the secret.
  @Override
  public String toString() {
    return name;
  }
}
