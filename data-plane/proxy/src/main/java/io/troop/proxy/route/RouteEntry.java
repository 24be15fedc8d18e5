package io.troop.proxy.route;

import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import org.jspecify.annotations.Nullable;

/// A route with its service, compared by identity. *Immutable.*
public final class RouteEntry {
  private final Route route;
  private final @Nullable Service service;
  private final String workspace;

  /// @param workspace the name of the workspace both live in
  public RouteEntry(Route route, @Nullable Service service, String workspace) {
    this.route = route;
    this.service = service;
    this.workspace = workspace;
  }

  public Route route() {
    return route;
  }

  /// The route's service; null for a route without one.
  public @Nullable Service service() {
    return service;
  }

  /// The name of the workspace: only its plugins, consumers and upstreams take part.
  public String workspace() {
    return workspace;
  }

  @Override
  public String toString() {
    return "route " + route.id();
  }
}
