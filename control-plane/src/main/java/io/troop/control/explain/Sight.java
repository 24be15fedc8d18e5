package io.troop.control.explain;

import io.troop.routing.RouteEntry;
import java.util.UUID;

/// What may be spoken of to whoever asks. Routes of all workspaces take part in an explanation, and
/// with them their services and plugins.
@FunctionalInterface
interface Sight {

  /// Whether an entity may be spoken of.
  boolean shows(String kind, String workspace, UUID id);

  default boolean shows(RouteEntry entry) {
    return shows("routes", entry.workspace(), entry.route().id());
  }
}
