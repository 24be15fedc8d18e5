package io.troop.control.analytics;

import io.troop.sketch.LatencySketch;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What nodes reported to this process since it started, ever growing, as monitoring systems want
/// it: they add up processes themselves. *Thread-safe.*
///
/// Consumers and nodes are not told apart, and routes only up to a bound: a monitoring system pays
/// for every series. Who wants to know more asks `/analytics`.
final class TrafficMeter {

  /// Stands for all routes, or plugins, beyond the bound.
  static final UUID OTHERS = new UUID(-1, -1);

  private static final int MOST_ROUTES = 1000;
  private static final int MOST_PLUGINS = 200;

  /// @param route zeros for requests that no route matched
  /// @param service zeros for routes without one
  record Of(UUID route, UUID service) {}

  /// What was counted of one control plane. *Immutable*, as long as nobody adds to it.
  record Reading(Map<Of, Totals> routes, Map<String, Totals> plugins) {}

  private final Map<UUID, Reading> readings = new HashMap<>();

  synchronized void add(Report report) {
    Reading reading =
        readings.computeIfAbsent(
            report.controlPlane(), _ -> new Reading(new HashMap<>(), new HashMap<>()));
    for (Report.Carried carried : report.carried()) {
      Of of = new Of(id(carried.route()), id(carried.service()));
      boolean isBeyond =
          !reading.routes().containsKey(of) && reading.routes().size() >= MOST_ROUTES;
      reading
          .routes()
          .computeIfAbsent(isBeyond ? new Of(OTHERS, OTHERS) : of, _ -> new Totals())
          .add(
              carried.requests(),
              carried.bytesIn(),
              carried.bytesOut(),
              carried.latency(),
              carried.upstream());
    }
    for (Report.Timed timed : report.timed()) {
      boolean isBeyond =
          !reading.plugins().containsKey(timed.plugin())
              && reading.plugins().size() >= MOST_PLUGINS;
      reading
          .plugins()
          .computeIfAbsent(isBeyond ? "(others)" : timed.plugin(), _ -> new Totals())
          .add(timed.requests(), 0, 0, timed.time(), new LatencySketch());
    }
  }

  private static UUID id(@Nullable UUID id) {
    return Objects.requireNonNullElse(id, Cell.NONE);
  }

  /// What was counted until now.
  synchronized Reading read(UUID controlPlane) {
    Reading live = readings.get(controlPlane);
    Reading copy = new Reading(new HashMap<>(), new HashMap<>());
    if (live != null) {
      live.routes().forEach((of, totals) -> copy.routes().put(of, copied(totals)));
      live.plugins().forEach((plugin, totals) -> copy.plugins().put(plugin, copied(totals)));
    }
    return copy;
  }

  private static Totals copied(Totals totals) {
    Totals copy = new Totals();
    copy.add(totals);
    return copy;
  }
}
