package io.troop.control.fleet;

import io.troop.control.store.Heads.Head;
import java.util.Optional;
import java.util.UUID;

/// What nodes are to serve while not all of them are to serve the newest. *Thread-safe.*
public interface DesiredRevisions {

  /// The state that a node is to serve; empty for the newest.
  Optional<Head> of(UUID controlPlane, UUID node);

  /// What the node's place in it is called, for people; empty for none.
  Optional<String> place(UUID controlPlane, UUID node);
}
