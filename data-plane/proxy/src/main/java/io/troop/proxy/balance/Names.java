package io.troop.proxy.balance;

import io.troop.proxy.balance.Lookup.Found;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The addresses of names, kept across configurations. *Thread-safe.*
///
/// Addresses once found stay in use while they are looked up again, and when that fails: a name
/// server that is away breaks nothing that worked.
public final class Names {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int MOST_NAMES = 50_000;

  private final Lookup lookup;
  private final InstantSource clock;
  private final Map<String, Name> names = new ConcurrentHashMap<>();

  public Names(Lookup lookup, InstantSource clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  Name of(String host) {
    Name known = names.get(host);
    if (known != null) {
      return known;
    }
    if (names.size() >= MOST_NAMES) {
      names.clear();
    }
    return names.computeIfAbsent(host, Name::new);
  }

  /// The address that a text is; null when it is a name.
  static @Nullable InetAddress literal(String host) {
    if (host.isEmpty()
        || (Character.digit(host.charAt(0), 16) < 0
            && host.charAt(0) != ':'
            && host.charAt(0) != '[')) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// One name. *Thread-safe.*
  final class Name {
    private final String host;
    private volatile List<Found> found = List.of();
    private volatile Instant until = Instant.EPOCH;
    private volatile @Nullable Mono<List<Found>> asking;

    private Name(String host) {
      this.host = host;
    }

    /// What is known; empty for nothing yet. Asks again when it is due.
    List<Found> now() {
      if (asking == null && !clock.instant().isBefore(until)) {
        ask().subscribe(_ -> {}, _ -> {});
      }
      return found;
    }

    /// What is known, as soon as something is; an error when there is nothing to be found.
    Mono<List<Found>> ready() {
      List<Found> known = found;
      return known.isEmpty() ? ask() : Mono.just(known);
    }

    /// One question at a time: who asks meanwhile shares its answer.
    private synchronized Mono<List<Found>> ask() {
      Mono<List<Found>> running = asking;
      if (running != null) {
        return running;
      }
      Mono<List<Found>> mono =
          lookup
              .addresses(host)
              .doOnNext(this::answered)
              .doOnError(_ -> until = clock.instant().plus(RETRY))
              .doFinally(_ -> asking = null)
              .cache();
      asking = mono;
      return mono;
    }

    private void answered(List<Found> addresses) {
      found = List.copyOf(addresses);
      until = clock.instant().plus(FRESH);
    }
  }
}
