package io.troop.proxy.live;

import io.troop.state.Change;
import io.troop.state.Image;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What takes configurations into use. *Called by one thread at a time.*
public interface ConfigTarget {

  /// Compiles, then swaps. When this returns, new requests see the image.
  ///
  /// An entity that can't be used is quarantined: its last good version goes on serving and all
  /// others advance.
  ///
  /// @param image the whole state
  /// @param changes what turned the image of the last call into this one; the first call's are not
  ///   looked at
  Applied apply(Image image, List<Change> changes);

  /// Learns the ids of workspaces by name, for logs. Called before the image that needs them.
  default void workspaces(Map<String, UUID> ids) {}
}
