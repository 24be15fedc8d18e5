package io.troop.proxy.route;

import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import org.jspecify.annotations.Nullable;

/// A route with its service, compared by identity. *Immutable.*
public final class RouteEntry {
  private final Route route;
  private final @Nullable Service service;

  public RouteEntry(Route route, @Nullable Service service) {
    this.route = route;
    this.service = service;
  }

  public Route route() {
    return route;
  }

  /// The route's service; null for a route without one.
  public @Nullable Service service() {
    return service;
  }

  @Override
  public String toString() {
    return "route " + route.id();
  }
}
