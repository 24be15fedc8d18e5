package io.troop.apikey;

import io.troop.plugin.entity.Ref;
import java.util.UUID;

/// A credential that is a key. *Immutable.*
public interface KeyOwner {
  UUID id();

  /// Whose it is.
  Ref consumer();
}
