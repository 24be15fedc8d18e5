package io.troop.proxy.route;

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
/// @param weight (1) to (7), as an unsigned number
record Rank(long weight, UUID id) implements Comparable<Rank> {
  private static final int MOST_HEADERS = 255;
  private static final int LONGEST = (1 << 19) - 1;

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
    return new Rank(weight, id);
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
    int order = Long.compareUnsigned(weight, other.weight);
    if (order != 0) {
      return order;
    }
    int high = Long.compareUnsigned(id.getMostSignificantBits(), other.id.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(id.getLeastSignificantBits(), other.id.getLeastSignificantBits());
  }
}
