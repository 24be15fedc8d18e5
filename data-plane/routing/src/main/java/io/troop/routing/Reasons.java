package io.troop.routing;

import io.troop.plugin.entity.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a request goes to the route it goes to, and not to another. *Immutable.*
///
/// Nothing is decided here: a table that holds one route, or what one of its fields asks for, says
/// whether that would take the request.
public final class Reasons {
  private static final String EXPRESSION = "expression";

  private final RouteQuery query;
  private final @Nullable Match match;
  private final @Nullable Rank rank;

  public Reasons(RouteTable table, RouteQuery query) {
    Search search = table.search(query);
    this.query = query;
    this.match = search.match();
    this.rank = search.rank();
  }

  /// Where the request goes; null for nowhere.
  public @Nullable Match match() {
    return match;
  }

  /// Why a route does not take the request.
  public sealed interface Loss {
    /// It matches, and the route that took the request goes first.
    ///
    /// @param advantage what puts that route first
    record Outranked(String advantage) implements Loss {}

    /// It does not match.
    ///
    /// @param fields those of its fields that ask for something else
    /// @param met how many of its fields the request meets
    record Unmet(List<String> fields, int met) implements Loss {}
  }

  /// Why a route does not take the request; null for the one that does.
  public @Nullable Loss why(RouteEntry entry) {
    if (match != null && match.entry().route().id().equals(entry.route().id())) {
      return null;
    }
    Rank own = RouteTable.EMPTY.with(entry).search(query).rank();
    return own == null || rank == null ? unmet(entry) : new Loss.Outranked(rank.advantageOver(own));
  }

  private Loss unmet(RouteEntry entry) {
    List<String> fields = new ArrayList<>();
    int met = 0;
    if (!entry.acceptsProtocol(query)) {
      fields.add("protocols");
    }
    if (entry.route().expression() != null) {
      fields.add(EXPRESSION);
    } else {
      for (Map.Entry<String, Route> part : parts(entry.route())) {
        RouteEntry only = new RouteEntry(part.getValue(), null, entry.workspace(), entry.flavor());
        if (RouteTable.EMPTY.with(only).match(query) == null) {
          fields.add(part.getKey());
        } else {
          met++;
        }
      }
    }
    return new Loss.Unmet(List.copyOf(fields), met);
  }

  /// The route's conditions, one by one: each a route that asks for one of its fields alone.
  private static List<Map.Entry<String, Route>> parts(Route of) {
    List<Map.Entry<String, Route>> parts = new ArrayList<>();
    if (isGiven(of.hosts())) {
      parts.add(Map.entry("hosts", only(of, null, of.hosts(), null, null, null)));
    }
    if (isGiven(of.paths())) {
      parts.add(Map.entry("paths", only(of, null, null, of.paths(), null, null)));
    }
    if (isGiven(of.methods())) {
      parts.add(Map.entry("methods", only(of, of.methods(), null, null, null, null)));
    }
    if (of.headers() != null) {
      parts.add(Map.entry("headers", only(of, null, null, null, of.headers(), null)));
    }
    if (isGiven(of.snis())) {
      parts.add(Map.entry("snis", only(of, null, null, null, null, of.snis())));
    }
    if (isGiven(of.sources())) {
      parts.add(Map.entry("sources", only(of, of.sources(), null)));
    }
    if (isGiven(of.destinations())) {
      parts.add(Map.entry("destinations", only(of, null, of.destinations())));
    }
    return parts;
  }

  private static boolean isGiven(@Nullable List<?> values) {
    return values != null && !values.isEmpty();
  }

  private static Route only(
      Route of,
      @Nullable List<String> methods,
      @Nullable List<String> hosts,
      @Nullable List<String> paths,
      @Nullable Map<String, List<String>> headers,
      @Nullable List<String> snis) {
    return part(of, methods, hosts, paths, headers, snis, null, null);
  }

  private static Route only(
      Route of,
      @Nullable List<Route.Endpoint> sources,
      @Nullable List<Route.Endpoint> destinations) {
    return part(of, null, null, null, null, null, sources, destinations);
  }

  private static Route part(
      Route of,
      @Nullable List<String> methods,
      @Nullable List<String> hosts,
      @Nullable List<String> paths,
      @Nullable Map<String, List<String>> headers,
      @Nullable List<String> snis,
      @Nullable List<Route.Endpoint> sources,
      @Nullable List<Route.Endpoint> destinations) {
    return new Route(
        of.id(),
        null,
        null,
        of.protocols(),
        methods,
        hosts,
        paths,
        headers,
        snis,
        sources,
        destinations,
        of.httpsRedirectStatusCode(),
        of.regexPriority(),
        of.stripPath(),
        of.pathHandling(),
        of.preserveHost(),
        of.requestBuffering(),
        of.responseBuffering(),
        null,
        of.createdAt(),
        of.updatedAt(),
        null,
        0);
  }
}
