package io.troop.plugin.tools;

import java.util.Set;

/// What a node records for traces: Kong's settings `tracing_instrumentations` and
/// `tracing_sampling_rate`. *Immutable.*
///
/// @param instrumentations Kong's names of what gets spans, such as `request` and `balancer`; `all`
///   stands for every one of them; empty for none
/// @param samplingRate the share of traces that are recorded, from 0 to 1
public record Tracing(Set<String> instrumentations, double samplingRate) {

  /// Nothing is recorded, as in Kong by default.
  public static final Tracing OFF = new Tracing(Set.of(), 0.01);

  public Tracing {
    instrumentations = Set.copyOf(instrumentations);
  }

  /// Whether requests get spans at all.
  public boolean isOn() {
    return !instrumentations.isEmpty();
  }

  /// Whether this part of a request gets spans.
  public boolean records(String instrumentation) {
    return instrumentations.contains("all") || instrumentations.contains(instrumentation);
  }
}
