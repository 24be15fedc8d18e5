package io.troop.routing;

import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.RouterFlavor;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A route that says what it matches in fields, with those of its paths that rank alike.
/// *Immutable.*
///
/// A route whose paths have different lengths, or are partly regular expressions, makes several
/// candidates, as in Kong.
final class FieldCandidate implements Candidate {
  private final RouteEntry entry;
  private final Rank rank;
  private final List<String> prefixes;
  private final List<PathPattern> patterns;
  private final List<NamePattern> hosts;
  private final boolean asksForPort;
  private final @Nullable List<String> methods;
  private final List<HeaderCondition> headers;
  private final List<NamePattern> snis;
  private final @Nullable Boolean secured;
  private final List<Endpoint> sources;
  private final List<Endpoint> destinations;

  /// An address and a port; null and -1 for any.
  private record Endpoint(@Nullable AddressRange range, int port) {
    static Endpoint of(Route.Endpoint endpoint) {
      String ip = endpoint.ip();
      Integer port = endpoint.port();
      return new Endpoint(ip == null ? null : AddressRange.parse(ip), port == null ? -1 : port);
    }

    boolean accepts(InetAddress address, int actualPort) {
      return (port < 0 || port == actualPort) && (range == null || range.contains(address));
    }
  }

  /// @param secured the requests it takes: true for those over TLS, false for the others, null for
  ///   both
  private FieldCandidate(
      RouteEntry entry, List<String> paths, boolean regex, UUID id, @Nullable Boolean secured) {
    Route route = entry.route();
    boolean asksForName = !Boolean.FALSE.equals(secured);
    this.entry = entry;
    this.secured = secured;
    this.rank =
        entry.isStream()
            ? Rank.ofStream(route)
            : entry.flavor() == RouterFlavor.TRADITIONAL
                ? Rank.traditional(route, paths, asksForName, id)
                : Rank.of(route, paths, regex, id);
    this.prefixes = regex ? List.of() : paths;
    this.patterns =
        regex ? paths.stream().map(path -> new PathPattern(path.substring(1))).toList() : List.of();
    this.hosts = orEmpty(route.hosts()).stream().map(NamePattern::host).toList();
    this.asksForPort = hosts.stream().anyMatch(host -> host.port() >= 0);
    this.methods = orEmpty(route.methods()).isEmpty() ? null : route.methods();
    this.headers = conditions(route.headers());
    this.snis =
        (asksForName ? orEmpty(route.snis()) : List.<String>of())
            .stream().map(NamePattern::sni).toList();
    this.sources = orEmpty(route.sources()).stream().map(Endpoint::of).toList();
    this.destinations = orEmpty(route.destinations()).stream().map(Endpoint::of).toList();
  }

  /// The candidates of a route; none for one that asks for nothing.
  ///
  /// @throws IllegalArgumentException for a path, header or address that can't be used
  static List<Candidate> of(RouteEntry entry) {
    // The traditional flavour ranks a route as if it named no server when there is no TLS.
    boolean split =
        entry.flavor() == RouterFlavor.TRADITIONAL
            && !entry.isStream()
            && !orEmpty(entry.route().snis()).isEmpty();
    if (!split) {
      return of(entry, null);
    }
    List<Candidate> both = new ArrayList<>(of(entry, true));
    both.addAll(of(entry, false));
    return both;
  }

  private static List<Candidate> of(RouteEntry entry, @Nullable Boolean secured) {
    List<List<String>> groups = PathGroups.of(orEmpty(entry.route().paths()));
    UUID id = entry.route().id();
    if (groups.isEmpty()) {
      var only = new FieldCandidate(entry, List.of(), false, id, secured);
      return only.asksForNothing() && secured == null ? List.of() : List.of(only);
    }
    List<Candidate> candidates = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      List<String> paths = groups.get(i);
      UUID own = groups.size() == 1 ? id : PathGroups.id(id, i + 1);
      boolean regex = PathGroups.isRegex(paths.getFirst());
      candidates.add(new FieldCandidate(entry, paths, regex, own, secured));
    }
    return candidates;
  }

  private boolean asksForNothing() {
    return methods == null
        && hosts.isEmpty()
        && headers.isEmpty()
        && snis.isEmpty()
        && sources.isEmpty()
        && destinations.isEmpty();
  }

  private static List<HeaderCondition> conditions(@Nullable Map<String, List<String>> wanted) {
    List<HeaderCondition> conditions = new ArrayList<>();
    if (wanted != null) {
      wanted.forEach((name, values) -> conditions.add(HeaderCondition.of(name, values)));
    }
    return conditions;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  @Override
  public RouteEntry entry() {
    return entry;
  }

  @Override
  public Rank rank() {
    return rank;
  }

  @Override
  public List<NamePattern> hosts() {
    return hosts;
  }

  @Override
  public List<String> pathKeys() {
    if (prefixes.isEmpty() && patterns.isEmpty()) {
      return List.of("");
    }
    return patterns.isEmpty()
        ? prefixes.stream().distinct().toList()
        : patterns.stream().map(PathPattern::literalPrefix).distinct().toList();
  }

  @Override
  public @Nullable Lookup lookup() {
    for (HeaderCondition header : headers) {
      if (header.isExact()) {
        return new Lookup(header.name(), header.values());
      }
    }
    boolean plainNames = snis.stream().allMatch(sni -> sni.kind() == NamePattern.Kind.EXACT);
    return entry.isStream() && !snis.isEmpty() && plainNames
        ? new Lookup(Lookup.SNI, snis.stream().map(NamePattern::text).toList())
        : null;
  }

  @Override
  public int take(RouteQuery query, String path) {
    return accepts(query) ? pathLength(path) : -1;
  }

  /// Whether everything but host names and paths accepts the request.
  private boolean accepts(RouteQuery query) {
    return (secured == null || secured == query.isTls())
        && entry.acceptsProtocol(query)
        && (methods == null || methods.contains(query.method()))
        && (!asksForPort || acceptsHost(query))
        && acceptsHeaders(query)
        && acceptsSni(query)
        && accepts(sources, query.sourceAddress(), query.sourcePort())
        && accepts(destinations, query.destinationAddress(), query.destinationPort());
  }

  /// How many chars of the path this candidate takes, given that the path begins with one of
  /// [#pathKeys]; -1 when its regular expressions match nothing.
  private int pathLength(String path) {
    if (patterns.isEmpty()) {
      return prefixes.isEmpty() ? 0 : prefixes.getFirst().length();
    }
    for (PathPattern pattern : patterns) {
      int length = pattern.matchLength(path);
      if (length >= 0) {
        return length;
      }
    }
    return -1;
  }

  @Override
  public Match match(RouteQuery query, String path, int length) {
    Route route = entry.route();
    boolean strips = route.stripPath() && !(prefixes.isEmpty() && patterns.isEmpty());
    var service = entry.service();
    String base = service == null ? null : service.path();
    String upstream =
        entry.flavor() == RouterFlavor.TRADITIONAL && route.pathHandling().equals("v1")
            ? UpstreamPath.v1(base, path, route.stripPath(), length)
            : UpstreamPath.of(base, path, route.stripPath(), length);
    String prefix =
        !strips ? null : prefixes.size() == 1 ? prefixes.getFirst() : path.substring(0, length);
    return new Match(entry, prefix, UriPath.escape(upstream), captures(path));
  }

  private Exchange.@Nullable Captures captures(String path) {
    for (PathPattern pattern : patterns) {
      if (pattern.matchLength(path) >= 0) {
        return pattern.captures(path);
      }
    }
    return null;
  }

  private boolean acceptsHost(RouteQuery query) {
    int port = query.hostPort() >= 0 ? query.hostPort() : unnamedPort(query);
    for (NamePattern host : hosts) {
      if (host.accepts(query.host(), port)) {
        return true;
      }
    }
    return false;
  }

  /// The port of a request that names none.
  private int unnamedPort(RouteQuery query) {
    return entry.flavor() == RouterFlavor.TRADITIONAL
        ? query.isTls() ? 443 : 80
        : query.destinationPort();
  }

  private boolean acceptsHeaders(RouteQuery query) {
    for (HeaderCondition header : headers) {
      if (!header.accepts(query.headers())) {
        return false;
      }
    }
    return true;
  }

  /// For requests, server names count for encrypted connections only, as in Kong: the route is then
  /// refused for its protocol, not unknown.
  private boolean acceptsSni(RouteQuery query) {
    if (snis.isEmpty() || (!query.isTls() && !entry.isStream())) {
      return true;
    }
    String name = query.sni();
    for (NamePattern sni : snis) {
      if (name != null && sni.accepts(name, -1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean accepts(List<Endpoint> endpoints, InetAddress address, int port) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.accepts(address, port)) {
        return true;
      }
    }
    return endpoints.isEmpty();
  }
}
