package io.troop.routing;

import io.troop.plugin.Exchange.Captures;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import org.jspecify.annotations.Nullable;

/// A request's route and what follows from it. *Immutable.*
///
/// @param entry the route as compiled; the same object for every request of one configuration
/// @param prefix the part of the path that is taken off; null when nothing is
/// @param upstreamPath the encoded path to ask the service for, without the query
/// @param captures the groups of the regular expression that matched; null for a plain path
public record Match(
    RouteEntry entry, @Nullable String prefix, String upstreamPath, @Nullable Captures captures) {

  public Route route() {
    return entry.route();
  }

  /// The route's service; null for a route without one.
  public @Nullable Service service() {
    return entry.service();
  }
}
