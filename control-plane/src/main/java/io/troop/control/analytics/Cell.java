package io.troop.control.analytics;

import java.time.Instant;
import java.util.UUID;

/// The key of what is added up together. *Immutable.* An id of zeros stands for none.
///
/// @param plugin whose time is added up; empty for sums of requests
record Cell(
    Step step,
    UUID controlPlane,
    Instant at,
    UUID node,
    UUID route,
    UUID service,
    UUID consumer,
    String plugin) {

  static final UUID NONE = new UUID(0, 0);

  Cell withoutConsumer() {
    return new Cell(step, controlPlane, at, node, route, service, NONE, plugin);
  }
}
