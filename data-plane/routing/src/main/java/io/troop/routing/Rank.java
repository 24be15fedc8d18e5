package io.troop.routing;

import io.troop.plugin.entity.Route;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A candidate's place among all that match a request: the greatest takes it. *Immutable.*
///
/// Kong 3.9's `traditional_compatible` router orders by (1) four or more matched kinds, (2) plain
/// hosts only, (3) a regular expression, (4) the number of kinds (methods, hosts, headers, SNIs,
/// paths, sources, destinations), (5) the number of headers, (6) `regex_priority`, (7) the length
/// of the prefix, (8) the id. Where (1) holds, (2) and (3) do not count. This comes of arithmetic
/// in `kong/router/transform.lua` that wraps at 32 bits; configurations in use depend on it.
///
/// In the `expressions` flavour a route with an expression goes before all others, by its priority,
/// then its id. In the `traditional` flavour the order is: number of kinds, which kinds, wildcard
/// hosts with ports, plain hosts only, a regular expression, number of headers, `regex_priority`,
/// the length of the longest prefix, age.
///
/// @param tier goes before `weight`; 0 in `traditional_compatible`
/// @param weight (1) to (7), as an unsigned number
/// @param age goes after `weight`; 0 but in `traditional`
record Rank(int tier, long weight, long age, UUID id) implements Comparable<Rank> {
  private static final int EXPRESSION = 1 << 16;
  private static final int MOST_HEADERS = 255;
  private static final int LONGEST = (1 << 19) - 1;
  private static final long YOUNGEST = (1L << 44) - 1;

  static Rank of(Route route, List<String> paths, boolean regex, UUID id) {
    int headers = Math.min(MOST_HEADERS, route.headers() == null ? 0 : route.headers().size());
    int kinds =
        one(route.methods())
            + one(route.hosts())
            + (headers > 0 ? 1 : 0)
            + one(route.snis())
            + one(paths)
            + one(route.sources())
            + one(route.destinations());
    boolean many = kinds >= 4;
    long priority = regex ? Math.min(Integer.MAX_VALUE, Math.max(0, route.regexPriority())) : 0;
    long length = regex || paths.isEmpty() ? 0 : Math.min(LONGEST, paths.getFirst().length());
    long weight =
        bit(many, 63)
            | bit(!many && plainHosts(route.hosts()), 62)
            | bit(!many && regex, 61)
            | (long) kinds << 58
            | (long) headers << 50
            | priority << 19
            | length;
    return new Rank(0, weight, 0, id);
  }

  static Rank ofExpression(long priority, UUID id) {
    return new Rank(EXPRESSION, priority, 0, id);
  }

  /// Kong's order of stream routes: those with a server name, or with both a source and a
  /// destination; then sources, then destinations, an address before a port before a network.
  static Rank ofStream(Route route) {
    boolean ends = one(route.sources()) + one(route.destinations()) == 2;
    long weight =
        bit(one(route.snis()) == 1 || ends, 61)
            | endpoints(route.sources()) << 4
            | endpoints(route.destinations());
    return new Rank(0, weight, 0, route.id());
  }

  private static long endpoints(@Nullable List<Route.Endpoint> endpoints) {
    long bits = 0;
    for (Route.Endpoint endpoint : endpoints == null ? List.<Route.Endpoint>of() : endpoints) {
      String ip = endpoint.ip();
      bits |= bit(ip != null && ip.indexOf('/') < 0, 3);
      bits |= bit(endpoint.port() != null, 2);
      bits |= bit(ip != null && ip.indexOf('/') >= 0, 0);
    }
    return bits;
  }

  /// Kong looks a route up by the longest path that matches, or by a header when the route asks for
  /// one: then all paths of the route count for its place, whichever matches.
  ///
  /// @param asksForName whether the route's server names count
  static Rank traditional(Route route, List<String> own, boolean asksForName, UUID id) {
    List<String> paths = route.paths() == null ? List.of() : route.paths();
    List<String> hosts = route.hosts() == null ? List.of() : route.hosts();
    int headers = Math.min(MOST_HEADERS, route.headers() == null ? 0 : route.headers().size());
    int kinds =
        one(hosts) << 6
            | (headers > 0 ? 1 << 5 : 0)
            | one(paths) << 4
            | one(route.methods()) << 3
            | (asksForName ? one(route.snis()) : 0) << 2
            | one(route.sources()) << 1
            | one(route.destinations());
    List<String> counting = headers > 0 ? paths : own;
    boolean regex = counting.stream().anyMatch(PathGroups::isRegex);
    boolean plain = plainHosts(hosts);
    boolean port = hosts.stream().map(NamePattern::host).anyMatch(host -> host.port() >= 0);
    long weight =
        bit(!plain && port, 61)
            | bit(plain, 60)
            | bit(plain && port, 59)
            | bit(regex, 58)
            | (long) headers << 50
            | (regex ? Math.clamp(route.regexPriority(), 0, Integer.MAX_VALUE) : 0L) << 19
            | longest(counting);
    int tier = Integer.bitCount(kinds) << 7 | kinds;
    long youth = Math.clamp(route.createdAt(), 0, YOUNGEST);
    long age =
        headers > 0
            ? (YOUNGEST - youth) << 19
                | (own.stream().anyMatch(PathGroups::isRegex) ? LONGEST : longest(own))
            : longest(paths) << 44 | (YOUNGEST - youth);
    return new Rank(tier, weight, age, id);
  }

  private static long longest(List<String> paths) {
    return paths.stream()
        .filter(path -> !PathGroups.isRegex(path))
        .mapToInt(path -> Math.min(LONGEST, path.length()))
        .max()
        .orElse(0);
  }

  /// What puts this rank above a lower one.
  String advantageOver(Rank lower) {
    if (tier != lower.tier) {
      if (tier == EXPRESSION) {
        return "routes with an expression go before all others";
      }
      return tier >> 7 != lower.tier >> 7
          ? "it asks for more kinds of conditions ("
              + (tier >> 7)
              + " over "
              + (lower.tier >> 7)
              + ")"
          : "its kinds of conditions go first: hosts, then headers, paths, methods, server names";
    }
    if (weight != lower.weight) {
      int first = Long.SIZE - 1 - Long.numberOfLeadingZeros(weight ^ lower.weight);
      return tier == EXPRESSION
          ? "its priority is greater (" + weight + " over " + lower.weight + ")"
          : tier == 0 ? compatibleAdvantage(first) : traditionalAdvantage(first);
    }
    return age != lower.age
        ? "it is older, or has a longer path elsewhere"
        : "both rank alike, and its id is greater";
  }

  private static String compatibleAdvantage(int bit) {
    return switch (bit) {
      case 62 -> "its hosts have no wildcard";
      case 61 -> "its path is a regular expression, which goes before a plain beginning";
      case 58, 59, 60, 63 -> "it asks for more kinds of conditions";
      default ->
          bit >= 50
              ? "it asks for more headers"
              : bit >= 19 ? "its regex_priority is greater" : "its path is longer";
    };
  }

  private static String traditionalAdvantage(int bit) {
    return switch (bit) {
      case 61 -> "it has a wildcard host with a port";
      case 60 -> "its hosts have no wildcard";
      case 59 -> "it has a host with a port";
      case 58 -> "its path is a regular expression";
      default ->
          bit >= 50
              ? "it asks for more headers"
              : bit >= 19 ? "its regex_priority is greater" : "its path is longer";
    };
  }

  private static long bit(boolean set, int position) {
    return set ? 1L << position : 0;
  }

  private static int one(@Nullable List<?> values) {
    return values == null || values.isEmpty() ? 0 : 1;
  }

  private static boolean plainHosts(@Nullable List<String> hosts) {
    return hosts != null
        && !hosts.isEmpty()
        && hosts.stream().noneMatch(host -> host.indexOf('*') >= 0);
  }

  @Override
  public int compareTo(Rank other) {
    if (tier != other.tier) {
      return Integer.compare(tier, other.tier);
    }
    int order = Long.compareUnsigned(weight, other.weight);
    if (order == 0) {
      order = Long.compare(age, other.age);
    }
    if (order != 0) {
      return order;
    }
    int high = Long.compareUnsigned(id.getMostSignificantBits(), other.id.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(id.getLeastSignificantBits(), other.id.getLeastSignificantBits());
  }
}
