package io.troop.proxy.relay;

/// A clock for durations: nanoseconds since some moment, as [System#nanoTime] counts them.
/// *Thread-safe.*
@FunctionalInterface
public interface Ticks {

  /// The machine's clock.
  Ticks SYSTEM = System::nanoTime;

  long nanos();
}
