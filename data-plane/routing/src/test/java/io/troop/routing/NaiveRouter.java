package io.troop.routing;

import io.troop.plugin.entity.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the router has to answer, found by trying every path of every route: slow and plain.
final class NaiveRouter implements Router {
  private final List<RouteEntry> entries;

  NaiveRouter(List<RouteEntry> entries) {
    this.entries = entries;
  }

  private record Found(RouteEntry entry, List<Comparable<?>> rank, int length) {}

  @Override
  public @Nullable Match match(RouteQuery query) {
    String path = UriPath.normalise(query.path());
    List<Found> found = new ArrayList<>();
    for (RouteEntry entry : entries) {
      Route route = entry.route();
      if (!others(route, query)) {
        continue;
      }
      if (route.paths() == null) {
        found.add(new Found(entry, rank(route, "", route.id()), 0));
      } else {
        var groups = PathGroups.of(route.paths());
        for (int i = 0; i < groups.size(); i++) {
          UUID id = groups.size() == 1 ? route.id() : PathGroups.id(route.id(), i + 1);
          for (String own : groups.get(i)) {
            int length = length(own, path);
            if (length >= 0) {
              found.add(new Found(entry, rank(route, own, id), length));
              break;
            }
          }
        }
      }
    }
    return found.stream()
        .max(Comparator.comparing(Found::rank, NaiveRouter::compare))
        .map(best -> answer(best, path))
        .orElse(null);
  }

  private static Match answer(Found best, String path) {
    Route route = best.entry.route();
    boolean strips = route.stripPath() && route.paths() != null;
    String upstream =
        UpstreamPath.of(best.entry.service().path(), path, route.stripPath(), best.length);
    return new Match(
        best.entry, strips ? path.substring(0, best.length) : null, UriPath.escape(upstream), null);
  }

  private static int length(String own, String path) {
    if (!own.startsWith("~")) {
      return path.startsWith(own) ? own.length() : -1;
    }
    var matcher = Pattern.compile("^" + own.substring(1)).matcher(path);
    return matcher.find() ? matcher.end() : -1;
  }

  private static boolean others(Route route, RouteQuery query) {
    int port = query.hostPort() < 0 ? query.destinationPort() : query.hostPort();
    return (route.methods() == null || route.methods().contains(query.method()))
        && (route.hosts() == null
            || route.hosts().stream()
                .anyMatch(host -> !query.host().isEmpty() && host(host, query.host(), port)))
        && (route.headers() == null
            || route.headers().entrySet().stream()
                .allMatch(header ->
                    query.headers().all(header.getKey()).stream()
                        .anyMatch(line -> header(header.getValue(), line))))
        && (route.snis() == null
            || !query.isTls()
            || route.snis().stream()
                .anyMatch(sni -> query.sni() != null && host(sni, query.sni(), -1)));
  }

  private static boolean header(List<String> values, String line) {
    return values.stream()
        .anyMatch(value ->
            value.startsWith("~*")
                ? Pattern.compile("(?i)" + value.substring(2)).matcher(line).find()
                : value.equalsIgnoreCase(line));
  }

  private static boolean host(String wanted, String host, int port) {
    String name = wanted.split(":")[0];
    boolean portFits = !wanted.contains(":") || Integer.parseInt(wanted.split(":")[1]) == port;
    return portFits
        && (name.startsWith("*")
            ? host.endsWith(name.substring(1))
            : name.endsWith("*")
                ? host.startsWith(name.substring(0, name.length() - 1))
                : host.equals(name));
  }

  private static List<Comparable<?>> rank(Route route, String own, UUID id) {
    int kinds = 0;
    for (Object kind :
        new Object[] {
          route.methods(),
          route.hosts(),
          route.headers(),
          route.snis(),
          route.paths(),
          route.sources(),
          route.destinations()
        }) {
      kinds += kind == null ? 0 : 1;
    }
    boolean regex = own.startsWith("~");
    boolean plain =
        route.hosts() != null && route.hosts().stream().noneMatch(host -> host.contains("*"));
    return List.of(
        kinds >= 4,
        kinds < 4 && plain,
        kinds < 4 && regex,
        kinds,
        route.headers() == null ? 0 : route.headers().size(),
        regex ? route.regexPriority() : 0,
        regex ? 0 : own.length(),
        id.toString());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // equal positions have equal types
  private static int compare(List<Comparable<?>> a, List<Comparable<?>> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = ((Comparable) a.get(i)).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
