package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The latest known state of every control plane, in memory. *Thread-safe.*
public interface Heads {

  /// An image and the revision that vouches for it.
  record Head(Image image, Sealed sealed) {}

  /// All control planes.
  Set<UUID> controlPlanes();

  /// The state of a control plane.
  ///
  /// @throws IllegalArgumentException when there is no such control plane
  Head head(UUID controlPlane);

  /// What leads from an older revision to the head; empty when the log does not reach back so far
  /// or the revision was never committed.
  Optional<List<Change>> changesSince(UUID controlPlane, long revision);

  /// The state at a revision; empty when the log does not reach back so far or the revision was
  /// never committed. Costs what has changed since.
  Optional<Image> past(UUID controlPlane, long revision);
}
