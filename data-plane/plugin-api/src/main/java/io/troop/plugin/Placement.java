package io.troop.plugin;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a plugin instance is configured. *Immutable.*
///
/// @param route the only route whose requests it sees; null for those of all routes
/// @param service the only service whose requests it sees; null for those of all services
/// @param consumer the only consumer whose requests it sees; null for those of anybody
public record Placement(@Nullable UUID route, @Nullable UUID service, @Nullable UUID consumer) {

  /// Configured globally.
  public static final Placement EVERYWHERE = new Placement(null, null, null);
}
