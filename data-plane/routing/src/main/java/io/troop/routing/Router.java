package io.troop.routing;

import org.jspecify.annotations.Nullable;

/// Finds the route of a request. *Immutable and thread-safe.*
public interface Router {

  /// Matches nothing: the router of a node without configuration.
  Router NONE = query -> null;

  /// The route that takes this request; null when none does. Whether the route's protocols allow
  /// the request is for the caller to decide, as in Kong, because the answer then is a redirect.
  @Nullable Match match(RouteQuery query);
}
