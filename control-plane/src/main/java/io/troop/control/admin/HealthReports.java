package io.troop.control.admin;

import java.util.Optional;
import java.util.UUID;

/// What nodes say of the health of targets. A bean of this type, if there is one, is asked.
public interface HealthReports {

  /// Whether nodes take an address of an upstream for healthy; empty when none of them said
  /// anything.
  Optional<Boolean> isHealthy(UUID controlPlane, UUID upstream, String host, int port);
}
