package io.troop.plugin.tools;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Answers that are good for a while; of several callers who ask for the same at the same time one
/// goes and the others get what it brings. *Thread-safe.*
public final class Remembered<V> {
  private static final int MOST = 10_000;

  private record Answer<V>(V value, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Mono<V>> underWay = new ConcurrentHashMap<>();
  private final Map<String, Answer<V>> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer<V>> eldest) {
          return size() > MOST;
        }
      };

  public Remembered(InstantSource clock) {
    this.clock = clock;
  }

  /// What is remembered under a key, else what `load` brings.
  ///
  /// @param lifetime how long an answer is good; zero or less for not at all
  public Mono<V> get(String key, Supplier<Mono<V>> load, Function<V, Duration> lifetime) {
    V found = find(key);
    if (found != null) {
      return Mono.just(found);
    }
    return underWay.computeIfAbsent(
        key,
        _ ->
            Mono.defer(load)
                .doOnNext(value -> put(key, value, lifetime.apply(value)))
                .doFinally(_ -> underWay.remove(key))
                .cache());
  }

  /// Has the next caller load it anew.
  public void forget(String key) {
    synchronized (known) {
      known.remove(key);
    }
  }

  private @Nullable V find(String key) {
    synchronized (known) {
      Answer<V> entry = known.get(key);
      if (entry != null && !clock.instant().isBefore(entry.until())) {
        known.remove(key);
        return null;
      }
      return entry == null ? null : entry.value();
    }
  }

  private void put(String key, V value, Duration lifetime) {
    if (lifetime.isPositive()) {
      synchronized (known) {
        known.put(key, new Answer<>(value, clock.instant().plus(lifetime)));
      }
    }
  }
}
