package io.troop.control.fleet;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Orders nodes to take up the history of their control plane, though it does not have what they
/// hold: it was restored from an older backup. *Thread-safe.*
@FunctionalInterface
public interface Adoption {

  /// @param node null for all that refuse to by themselves
  /// @return the nodes connected to this process that were told
  List<UUID> order(UUID controlPlane, @Nullable UUID node);
}
