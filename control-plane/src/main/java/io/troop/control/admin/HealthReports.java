package io.troop.control.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What nodes say of the health of targets, and the way to tell them otherwise. A bean of this
/// type, if there is one, is asked.
public interface HealthReports {

  /// An address of a target as nodes see it.
  record Address(String ip, int port, int weight, boolean healthy) {}

  /// One of the addresses a target has.
  record Spot(String ip, int port) {}

  /// The addresses of an upstream's targets, by target as configured; without those of which no
  /// node said anything, and empty for a target whose name nodes can't resolve.
  Map<String, List<Address>> targets(UUID controlPlane, UUID upstream);

  /// Makes nodes take a target, or one address of it, for healthy or not, until their checks say
  /// otherwise. Returns when they do, or after a moment.
  ///
  /// @return how many nodes were told
  int set(UUID controlPlane, UUID upstream, String target, Optional<Spot> spot, boolean healthy);
}
