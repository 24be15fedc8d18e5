package io.troop.ratelimit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Counts on this node and tells Redis now and then: what is admitted may exceed the limit by what
/// other nodes admit between two exchanges. *Thread-safe; never blocks.*
public final class SyncedCounters implements SharedCounters {
  private static final Logger log = LoggerFactory.getLogger(SyncedCounters.class);

  private final RedisCounters redis;
  private final Map<String, Cell> cells = new HashMap<>();
  private final AtomicBoolean syncing = new AtomicBoolean();

  /// The count of one window.
  private static final class Cell {
    private final Window window;
    private final long ends;
    private double known;
    private long untold;

    Cell(Window window, long ends, double known) {
      this.window = window;
      this.ends = ends;
      this.known = known;
    }
  }

  /// What has to be told Redis of one window.
  private record Delta(String key, Window window, long amount) {}

  public SyncedCounters(RedisCounters redis) {
    this.redis = redis;
  }

  /// Counts a request when every window has something left as far as this node knows. Redis is
  /// asked about windows that are new here.
  @Override
  public Mono<Usage> take(List<String> keys, List<? extends Window> windows, long nowMillis) {
    if (knowsAll(keys)) {
      return Mono.just(counted(keys, windows));
    }
    return redis
        .look(keys, windows)
        .map(usage -> {
          learn(keys, usage, nowMillis);
          return counted(keys, windows);
        });
  }

  private synchronized boolean knowsAll(List<String> keys) {
    return cells.keySet().containsAll(keys);
  }

  private synchronized void learn(List<String> keys, Usage usage, long nowMillis) {
    for (int i = 0; i < keys.size(); i++) {
      Window window = usage.windows().get(i);
      double used = usage.used().get(i);
      long ends = window.start(nowMillis) + window.seconds() * 1000;
      cells.computeIfAbsent(keys.get(i), _ -> new Cell(window, ends, used));
    }
  }

  private synchronized Usage counted(List<String> keys, List<? extends Window> windows) {
    List<Double> used = new ArrayList<>();
    for (String key : keys) {
      Cell cell = cells.get(key);
      used.add(cell == null ? 0 : cell.known + cell.untold);
    }
    boolean free = Usage.allFree(windows, used);
    if (free) {
      for (String key : keys) {
        Cell cell = cells.get(key);
        if (cell != null) {
          cell.untold++;
        }
      }
    }
    return new Usage(windows, used, free);
  }

  /// Tells Redis what was counted, and hears what others counted. Does nothing while the last
  /// exchange goes on.
  public Mono<Void> sync(long nowMillis) {
    if (!syncing.compareAndSet(false, true)) {
      return Mono.empty();
    }
    return Flux.fromIterable(untold(nowMillis))
        .concatMap(delta ->
            redis
                .add(List.of(delta.key), List.of(delta.window), delta.amount)
                .then(redis.look(List.of(delta.key), List.of(delta.window)))
                .doOnNext(usage -> told(delta, usage.used().getFirst())))
        .then()
        .onErrorResume(problem -> {
          log.error("counts could not be told to Redis: {}", problem.getMessage());
          return Mono.empty();
        })
        .doFinally(_ -> syncing.set(false));
  }

  /// What is to be told; forgets windows that are over.
  private synchronized List<Delta> untold(long nowMillis) {
    List<Delta> deltas = new ArrayList<>();
    cells.forEach((key, cell) -> deltas.add(new Delta(key, cell.window, cell.untold)));
    deltas.removeIf(delta -> {
      Cell cell = cells.get(delta.key);
      boolean over = cell == null || cell.ends <= nowMillis;
      if (over) {
        cells.remove(delta.key);
      }
      return over;
    });
    return deltas;
  }

  private synchronized void told(Delta delta, double known) {
    Cell cell = cells.get(delta.key);
    if (cell != null) {
      cell.untold -= delta.amount;
      cell.known = known;
    }
  }
}
