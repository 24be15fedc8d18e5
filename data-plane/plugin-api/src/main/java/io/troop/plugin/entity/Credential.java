package io.troop.plugin.entity;

import java.util.UUID;

/// A stored credential of a consumer. *Immutable.*
public interface Credential {
  UUID id();

  /// Whose it is.
  Ref consumer();
}
