package io.troop.control.analytics;

import io.troop.sketch.LatencySketch;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a node carried in a few seconds. *Immutable*, as long as nobody adds to its sketches.
///
/// @param from the node's time
public record Report(UUID controlPlane, UUID node, Instant from, List<Carried> carried) {

  /// Requests that have a route, a service and a consumer in common, each null for none.
  ///
  /// @param requests by the first digit of their status, 0 to 5
  /// @param latency of all requests
  /// @param upstream of those that went to an upstream
  public record Carried(
      @Nullable UUID route,
      @Nullable UUID service,
      @Nullable UUID consumer,
      long[] requests,
      long bytesIn,
      long bytesOut,
      LatencySketch latency,
      LatencySketch upstream) {}
}
