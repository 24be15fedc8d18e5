package io.troop.proxy.telemetry;

import java.util.List;
import java.util.function.Consumer;

/// The event loops, as telemetry sees them. *Thread-safe.*
public interface LoopTraffic {

  /// Takes what every loop has counted and has them begin anew.
  ///
  /// @param collected is called once, with one table per loop, on any thread
  void collect(Consumer<List<TrafficTable>> collected);

  /// Client connections that are open.
  long connections();

  /// Requests since the start.
  long requests();
}
