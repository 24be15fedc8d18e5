package io.troop.control.store;

import io.troop.state.Sealed;
import java.time.Instant;

/// A committed state and how it came to be. *Immutable.*
///
/// @param changes how many entities it changed
public record Revision(Sealed sealed, Provenance provenance, int changes, Instant createdAt) {

  public long number() {
    return sealed.revision();
  }
}
