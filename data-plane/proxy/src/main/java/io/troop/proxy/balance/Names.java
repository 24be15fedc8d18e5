package io.troop.proxy.balance;

import io.troop.proxy.balance.Lookup.Found;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The addresses of names, kept across configurations. *Thread-safe.*
///
/// Addresses once found count for as long as their records say, then stay in use for a while: while
/// they are looked up again, and when that fails. A name server that is away breaks nothing that
/// worked.
public final class Names {
  /// A record that may not be kept at all would be asked for with each request.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Lookup lookup;
  private final DnsRules rules;
  private final InstantSource clock;
  private final Map<String, Name> names = new ConcurrentHashMap<>();

  public Names(Lookup lookup, DnsRules rules, InstantSource clock) {
    this.lookup = lookup;
    this.rules = rules;
    this.clock = clock;
  }

  Name of(String host) {
    Name known = names.get(host);
    if (known != null) {
      return known;
    }
    if (names.size() >= rules.names()) {
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
    private volatile Known known = new Known(List.of(), Instant.MAX);
    private volatile Instant askAgainAt = Instant.EPOCH;
    private volatile @Nullable Mono<List<Found>> asking;

    private Name(String host) {
      this.host = host;
    }

    /// What is known; empty for nothing yet. Asks again when it is due.
    List<Found> now() {
      Instant now = clock.instant();
      if (asking == null && !now.isBefore(askAgainAt)) {
        ask().subscribe(_ -> {}, _ -> {});
      }
      return known.at(now);
    }

    /// What is known, as soon as something is; an error when there is nothing to be found. Who
    /// failed a moment ago is not asked again.
    Mono<List<Found>> ready() {
      Instant now = clock.instant();
      List<Found> found = known.at(now);
      if (!found.isEmpty()) {
        return Mono.just(found);
      }
      return asking == null && now.isBefore(askAgainAt)
          ? Mono.error(new Lookup.NotFound(host))
          : ask();
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
              .map(this::answered)
              .doOnError(this::failed)
              .doFinally(_ -> asking = null)
              .cache();
      asking = mono;
      return mono;
    }

    private List<Found> answered(Lookup.Addresses addresses) {
      Duration valid = Objects.requireNonNullElse(rules.valid(), addresses.ttl());
      Instant until = clock.instant().plus(valid.compareTo(SHORTEST) < 0 ? SHORTEST : valid);
      known = new Known(List.copyOf(addresses.found()), until.plus(rules.stale()));
      askAgainAt = until;
      return known.found();
    }

    private void failed(Throwable problem) {
      Duration rest = problem instanceof Lookup.NotFound ? rules.notFound() : rules.error();
      // A name that has addresses is asked for as if the server had failed: it may come back.
      Duration pause = known.found().isEmpty() ? rest : rules.error();
      askAgainAt = clock.instant().plus(pause);
    }
  }

  /// What was found last, and until when it may be used.
  private record Known(List<Found> found, Instant until) {
    List<Found> at(Instant now) {
      return now.isBefore(until) ? found : List.of();
    }
  }
}
