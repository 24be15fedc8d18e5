package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.List;
import java.util.UUID;

/// Hears of every commit, of this process and of its sister processes. Every bean of this type is
/// called.
public interface CommitListener {

  /// The state of a control plane moved. Calls for one control plane come one at a time and with
  /// growing revisions; several commits may come as one call. Must return soon and not throw.
  ///
  /// @param image the state after the commit
  /// @param changes what leads to it from the image of the call before; empty when only the
  ///   revision moved
  /// @param sealed the revision with its signature; covers the image
  void committed(UUID controlPlane, Image image, List<Change> changes, Sealed sealed);
}
