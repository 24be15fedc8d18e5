package io.troop.routing;

import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.entity.Service;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A route with its service, compared by identity. *Immutable.*
public final class RouteEntry {
  private static final Set<String> STREAM = Set.of("tcp", "tls", "udp", "tls_passthrough");

  private final Route route;
  private final @Nullable Service service;
  private final String workspace;
  private final RouterFlavor flavor;
  private final @Nullable Set<String> protocols;

  /// A route in the router's default flavour.
  ///
  /// @param workspace the name of the workspace both live in
  public RouteEntry(Route route, @Nullable Service service, String workspace) {
    this(route, service, workspace, RouterFlavor.TRADITIONAL_COMPATIBLE);
  }

  /// @param workspace the name of the workspace both live in
  public RouteEntry(Route route, @Nullable Service service, String workspace, RouterFlavor flavor) {
    this.route = route;
    this.service = service;
    this.workspace = workspace;
    this.flavor = flavor;
    this.protocols = protocols(route, flavor);
  }

  /// The transport protocols a route matches: those of a stream, or in the flavour of expressions;
  /// null when it is matched whatever the protocol, and the answer may tell the client which to
  /// use.
  private static @Nullable Set<String> protocols(Route route, RouterFlavor flavor) {
    List<String> own = route.protocols();
    if (STREAM.containsAll(own)) {
      return own.stream()
          .map(protocol -> protocol.equals("tls_passthrough") ? "tls" : protocol)
          .collect(Collectors.toUnmodifiableSet());
    }
    if (!flavor.hasExpressions() || own.equals(List.of("https"))) {
      return null;
    }
    return own.stream()
        .map(protocol ->
            switch (protocol) {
              case "grpc" -> "http";
              case "grpcs" -> "https";
              default -> protocol;
            })
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether it takes connections, not requests.
  public boolean isStream() {
    return STREAM.containsAll(route.protocols());
  }

  RouterFlavor flavor() {
    return flavor;
  }

  boolean acceptsProtocol(RouteQuery query) {
    return protocols == null || protocols.contains(query.protocol());
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
