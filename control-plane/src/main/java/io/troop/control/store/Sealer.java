package io.troop.control.store;

import java.util.UUID;

/// Signs for control planes.
public interface Sealer {

  /// The Ed25519 signature of a control plane's key over these bytes.
  byte[] sign(UUID controlPlane, byte[] payload);
}
