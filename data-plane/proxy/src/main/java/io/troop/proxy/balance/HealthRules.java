package io.troop.proxy.balance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// When an upstream's targets count as healthy. *Immutable.*
///
/// @param threshold the percentage of weight beyond which the upstream serves; 0 for no limit
record HealthRules(Active active, Limits passive, double threshold) {

  /// No checks at all.
  static final HealthRules OFF =
      new HealthRules(
          new Active(
              "http",
              Duration.ofSeconds(1),
              10,
              "/",
              null,
              true,
              Map.of(),
              Duration.ZERO,
              Duration.ZERO,
              Limits.OFF),
          Limits.OFF,
          0);

  /// Which answers count, and how many make a difference; 0 for none.
  record Limits(
      Set<Integer> healthyStatuses,
      int successes,
      Set<Integer> unhealthyStatuses,
      int httpFailures,
      int tcpFailures,
      int timeouts) {
    static final Limits OFF = new Limits(Set.of(), 0, Set.of(), 0, 0, 0);

    boolean canFail() {
      return httpFailures > 0 || tcpFailures > 0 || timeouts > 0;
    }
  }

  /// How targets are probed.
  ///
  /// @param type `http`, `https`, `tcp`, `grpc` or `grpcs`
  /// @param everyHealthy how often a healthy target is probed; zero for never
  /// @param everyUnhealthy how often an unhealthy one is; zero for never
  record Active(
      String type,
      Duration timeout,
      int concurrency,
      String path,
      @Nullable String sni,
      boolean verifies,
      Map<String, List<String>> headers,
      Duration everyHealthy,
      Duration everyUnhealthy,
      Limits limits) {

    boolean isOn() {
      return !everyHealthy.isZero() || !everyUnhealthy.isZero();
    }
  }

  /// Whether anything is checked, Kong's condition for a health other than `HEALTHCHECKS_OFF`.
  boolean isOn() {
    return active.isOn() || passive.canFail();
  }
}
