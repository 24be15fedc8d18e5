package io.troop.proxy.balance;

/// What is known of one address's health. *Thread-safe.*
///
/// Counts as Kong's health checker does: a limit of 0 switches its counter off, failures reset
/// successes and successes failures, and reaching a limit changes the health.
final class Health {
  private boolean healthy = true;
  private int successes;
  private int httpFailures;
  private int tcpFailures;
  private int timeouts;

  synchronized boolean isHealthy() {
    return healthy;
  }

  /// Sets the health by hand.
  ///
  /// @return whether it changed
  synchronized boolean set(boolean nowHealthy) {
    boolean changed = healthy != nowHealthy;
    healthy = nowHealthy;
    reset();
    return changed;
  }

  /// @return whether the health changed; so for the others
  synchronized boolean status(int status, HealthRules.Limits limits) {
    if (limits.healthyStatuses().contains(status)) {
      return success(limits);
    }
    if (!limits.unhealthyStatuses().contains(status)) {
      return false;
    }
    return failed(limits.httpFailures()) && ++httpFailures >= limits.httpFailures() && turn();
  }

  synchronized boolean success(HealthRules.Limits limits) {
    if (limits.successes() == 0) {
      return false;
    }
    httpFailures = 0;
    tcpFailures = 0;
    timeouts = 0;
    return !healthy && ++successes >= limits.successes() && turn();
  }

  synchronized boolean refused(HealthRules.Limits limits) {
    return failed(limits.tcpFailures()) && ++tcpFailures >= limits.tcpFailures() && turn();
  }

  synchronized boolean timedOut(HealthRules.Limits limits) {
    return failed(limits.timeouts()) && ++timeouts >= limits.timeouts() && turn();
  }

  /// Whether a failure of this limit counts.
  private boolean failed(int limit) {
    if (limit == 0) {
      return false;
    }
    successes = 0;
    return healthy;
  }

  private boolean turn() {
    healthy = !healthy;
    reset();
    return true;
  }

  private void reset() {
    successes = 0;
    httpFailures = 0;
    tcpFailures = 0;
    timeouts = 0;
  }
}
