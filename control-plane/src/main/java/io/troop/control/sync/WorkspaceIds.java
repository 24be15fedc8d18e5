package io.troop.control.sync;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The ids of workspaces by their names, which are all that entities know. *Thread-safe.*
@FunctionalInterface
public interface WorkspaceIds {

  /// The id; null when there is no such workspace.
  @Nullable UUID of(UUID controlPlane, String name);
}
