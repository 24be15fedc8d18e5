package io.troop.proxy.balance;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The available addresses of an upstream, arranged for its algorithm. *Immutable*; made anew when
/// an address comes, goes, or changes its health.
final class Ring {
  private static final int MOST_TURNS = 1 << 16;
  private static final int POINTS_PER_TARGET = 160;

  private final Algorithm algorithm;
  private final Address[] addresses;

  /// What each counts, in hundredths of its weight.
  private final long[] shares;

  /// For round robin: the order of turns.
  private final Address[] turns;

  /// For consistent hashing: addresses by the point their arc ends at.
  private final NavigableMap<Long, Address> continuum;

  enum Algorithm {
    ROUND_ROBIN,
    LEAST_CONNECTIONS,
    CONSISTENT_HASHING,
    LATENCY;

    /// Kong's word for it, such as `least-connections`.
    static Algorithm of(String name) {
      return valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
  }

  /// @param slowStart for how long the share of an address grows that became available; zero for
  ///   none. Consistent hashing has none: keys would move
  Ring(Algorithm algorithm, List<Address> all, Duration slowStart, long nanos) {
    this.algorithm = algorithm;
    this.addresses =
        all.stream()
            .filter(Address::isAvailable)
            .sorted(Comparator.comparing(address -> address.key().toString()))
            .toArray(Address[]::new);
    long period = slowStart.toNanos();
    this.shares =
        Arrays.stream(addresses).mapToLong(address -> address.share(period, nanos)).toArray();
    this.turns = algorithm == Algorithm.ROUND_ROBIN ? turns(addresses, shares) : addresses;
    this.continuum =
        algorithm == Algorithm.CONSISTENT_HASHING ? continuum(addresses) : new TreeMap<>();
  }

  boolean isEmpty() {
    return addresses.length == 0;
  }

  /// The address to try.
  ///
  /// @param turn counts the picks
  /// @param hash of the request, for consistent hashing
  /// @param tried addresses that failed already: taken again only when nothing else is left
  @Nullable Address pick(int turn, long hash, List<Address> tried, long now) {
    if (addresses.length == 0) {
      return null;
    }
    Address picked =
        switch (algorithm) {
          case ROUND_ROBIN -> next(turn, tried);
          case LEAST_CONNECTIONS -> least(turn, tried, now, false);
          case LATENCY -> least(turn, tried, now, true);
          case CONSISTENT_HASHING -> hashed(hash, tried);
        };
    return picked == null ? turns[Math.floorMod(turn, turns.length)] : picked;
  }

  private @Nullable Address next(int turn, List<Address> tried) {
    for (int i = 0; i < turns.length; i++) {
      Address address = turns[Math.floorMod(turn + i, turns.length)];
      if (!tried.contains(address)) {
        return address;
      }
    }
    return null;
  }

  /// Begins at another address each time, so that equals share.
  private @Nullable Address least(int turn, List<Address> tried, long now, boolean byLatency) {
    Address best = null;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < addresses.length; i++) {
      Address address = addresses[Math.floorMod(turn + i, addresses.length)];
      long share = shares[Math.floorMod(turn + i, addresses.length)];
      double score = byLatency ? address.latency(0, now) / share : address.load(share);
      if (score < least && !tried.contains(address)) {
        best = address;
        least = score;
      }
    }
    return best;
  }

  private @Nullable Address hashed(long hash, List<Address> tried) {
    for (Address address : continuum.tailMap(hash).values()) {
      if (!tried.contains(address)) {
        return address;
      }
    }
    for (Address address : continuum.headMap(hash).values()) {
      if (!tried.contains(address)) {
        return address;
      }
    }
    return null;
  }

  /// Smooth weighted round robin, played through once: a heavy address's turns are spread.
  private static Address[] turns(Address[] addresses, long[] shares) {
    int[] weights = reduced(shares);
    int total = Arrays.stream(weights).sum();
    Address[] turns = new Address[total];
    long[] credit = new long[weights.length];
    for (int turn = 0; turn < total; turn++) {
      int best = 0;
      for (int i = 0; i < weights.length; i++) {
        credit[i] += weights[i];
        if (credit[i] > credit[best]) {
          best = i;
        }
      }
      credit[best] -= total;
      turns[turn] = addresses[best];
    }
    return turns;
  }

  /// The weights in smallest terms, scaled down when they add up to very much.
  private static int[] reduced(long[] weights) {
    long divisor = Arrays.stream(weights).reduce(0, Ring::gcd);
    long total = Arrays.stream(weights).sum();
    double scale =
        divisor == 0 ? 1 : Math.min(1.0 / divisor, (double) MOST_TURNS / Math.max(1, total));
    return Arrays.stream(weights)
        .mapToInt(weight -> Math.max(1, (int) Math.round(weight * scale)))
        .toArray();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// Points on a circle, as many as the weight says; an address keeps its points when others come
  /// or go, so most requests stay where they were.
  private static NavigableMap<Long, Address> continuum(Address[] addresses) {
    NavigableMap<Long, Address> points = new TreeMap<>();
    long total = Arrays.stream(addresses).mapToLong(Address::weight).sum();
    for (Address address : addresses) {
      double share = (double) address.weight() * addresses.length / total;
      int count = Math.max(1, (int) (share * POINTS_PER_TARGET));
      for (int i = 1; i <= count; i++) {
        points.putIfAbsent(hash(address.socket() + "#" + i), address);
      }
    }
    return points;
  }

  /// A hash of which every bit depends on every char: FNV-1a, mixed at the end.
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
