package io.troop.proxy.balance;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/// One address of one target, the same object as long as the upstream has it: health and load are
/// kept here, across configurations. *Thread-safe.*
final class Address {
  /// How fast an old latency loses its say: by e in ten seconds, as in Kong.
  private static final double DECAY_NANOS = 10e9;

  private final Key key;
  private final Health health = new Health();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile int weight;
  private volatile double latency;
  private volatile long latencyAt;
  private volatile boolean available;
  private volatile long warmFrom;
  private volatile boolean warming;

  /// @param target the target as configured, `host:port`
  /// @param name the name to say in `Host`
  record Key(String target, String name, InetSocketAddress socket) {}

  Address(Key key, int weight) {
    this.key = key;
    this.weight = weight;
  }

  Key key() {
    return key;
  }

  InetSocketAddress socket() {
    return key.socket();
  }

  String name() {
    return key.name();
  }

  Health health() {
    return health;
  }

  int weight() {
    return weight;
  }

  void weight(int next) {
    weight = next;
  }

  boolean isAvailable() {
    return weight > 0 && health.isHealthy();
  }

  /// Notes whether it is available from now on.
  ///
  /// @param warms whether it is to begin with a small share when it was not so far
  void arranged(boolean now, boolean warms, long nanos) {
    if (now && !available && warms) {
      warmFrom = nanos;
      warming = true;
    }
    available = now;
  }

  /// Whether its share still grows.
  boolean isWarming() {
    return warming;
  }

  /// The weight in hundredths, as much of it as counts now: it grows for so long, from a tenth.
  long share(long slowStartNanos, long nanos) {
    double part = warming ? Math.max(0.1, (double) (nanos - warmFrom) / slowStartNanos) : 1;
    if (part >= 1) {
      warming = false;
      return weight * 100L;
    }
    return Math.max(1, Math.round(weight * 100L * part));
  }

  void taken() {
    connections.incrementAndGet();
  }

  void released() {
    connections.decrementAndGet();
  }

  /// Kong's score: one more connection per weight, so that weights count from the first one.
  double load(long share) {
    return (connections.get() + 1.0) / share;
  }

  void answeredIn(long nanos, long now) {
    latency = latency(nanos, now);
    latencyAt = now;
  }

  /// Starts where the others are, so that a new address is not flooded.
  void startLatency(double nanos, long now) {
    latency = nanos;
    latencyAt = now;
  }

  double latency() {
    return latency;
  }

  /// The moving average, as if an answer had taken `nanos` now.
  double latency(long nanos, long now) {
    double say = Math.exp(-Math.max(0, now - latencyAt) / DECAY_NANOS);
    return latency * say + nanos * (1 - say);
  }
}
