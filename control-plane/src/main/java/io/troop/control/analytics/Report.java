package io.troop.control.analytics;

import io.troop.sketch.LatencySketch;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a node carried in a few seconds. *Immutable*, as long as nobody adds to its sketches.
///
/// @param from the node's time
/// @param timed how long plugins took, in some of the requests
public record Report(
    UUID controlPlane, UUID node, Instant from, List<Carried> carried, List<Timed> timed) {

  /// Of a node that measured no plugins.
  public Report(UUID controlPlane, UUID node, Instant from, List<Carried> carried) {
    this(controlPlane, node, from, carried, List.of());
  }

  /// What a plugin took of the requests of a route that were measured.
  ///
  /// @param route null for requests that no route matched
  /// @param requests those measured, by the first digit of their status, 0 to 5
  /// @param time the plugin's in each of them
  public record Timed(@Nullable UUID route, String plugin, long[] requests, LatencySketch time) {

    Carried carried() {
      return new Carried(route, null, null, requests, 0, 0, time, new LatencySketch());
    }
  }

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
