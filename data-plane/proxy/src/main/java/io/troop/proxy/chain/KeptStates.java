package io.troop.proxy.chain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What plugin instances keep across configurations, by key: there as long as one of them that
/// asked for it is. *Thread-safe.*
final class KeptStates {
  private static final Logger log = LoggerFactory.getLogger(KeptStates.class);

  private final Map<Object, Kept> states = new ConcurrentHashMap<>();

  private record Kept(Object state, int users) {}

  /// The state of this key, made when there is none. Every call needs a [#release].
  Object take(Object key, Supplier<?> make) {
    return states.compute(
            key,
            (_, kept) ->
                kept == null ? new Kept(make.get(), 1) : new Kept(kept.state, kept.users + 1))
        .state;
  }

  void release(Object key) {
    states.computeIfPresent(
        key,
        (_, kept) -> {
          if (kept.users > 1) {
            return new Kept(kept.state, kept.users - 1);
          }
          close(key, kept.state);
          return null;
        });
  }

  private static void close(Object key, Object state) {
    if (state instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("the state {} of a plugin could not be closed", key, e);
      }
    }
  }
}
