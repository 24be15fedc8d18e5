package io.troop.proxy.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be ordered at a node itself, also while its control plane is away. *Thread-safe*; calls
/// return when the order is carried out.
public interface LocalControl {

  /// The revisions on this node's disk, the newest first.
  List<Long> revisions();

  /// Why what serves is not stored for the next start; null when it is.
  @Nullable String unsaved();

  /// Serves a revision from disk, or the present one, and stays with it, also over restarts.
  ///
  /// @throws IllegalArgumentException when it can't be had
  void pin(long revision);

  /// Follows the control plane again.
  void unpin();

  /// Takes up the control plane's history, though it does not have what this node holds.
  void adopt();
}
