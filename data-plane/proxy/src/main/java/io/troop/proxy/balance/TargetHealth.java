package io.troop.proxy.balance;

import java.util.List;
import java.util.UUID;

/// A target's health as this node sees it, in Kong's words. *Immutable.*
///
/// @param target as configured, `host:port`
/// @param health `HEALTHY`, `UNHEALTHY`, `HEALTHCHECKS_OFF` or `DNS_ERROR`
public record TargetHealth(
    UUID id, String target, int weight, String health, List<AddressHealth> addresses) {

  public TargetHealth {
    addresses = List.copyOf(addresses);
  }

  /// One address of a target.
  public record AddressHealth(String ip, int port, int weight, String health) {}
}
