package io.troop.plugin;

import io.troop.plugin.tools.Tools;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What the gateway offers to a plugin instance. *Thread-safe.*
public interface Host {

  /// The id of the plugin instance.
  UUID pluginId();

  /// Where the plugin instance is configured.
  default Placement placement() {
    return Placement.EVERYWHERE;
  }

  /// The node's id.
  UUID nodeId();

  InstantSource clock();

  RandomGenerator random();

  /// State that outlives a configuration swap, such as counters and caches: made once, then handed
  /// to every later handler that asks with an equal key. Released some time after nobody asks any
  /// more; closed then when it is [AutoCloseable].
  ///
  /// @param key names the state among all plugins: begin it with the plugin's name
  <S> S keep(Object key, Class<S> type, Supplier<S> make);

  /// Calls `task` again and again until the handler is retired. It must not block.
  void every(Duration interval, Runnable task);

  /// The value of a field that may be a reference (`{vault://env/NAME}`): resolved on this node,
  /// cached and refreshed. Text that is no reference is returned as it is.
  ///
  /// @throws IllegalStateException when a reference can't be resolved and never was
  String resolve(String value);

  /// Calls to other servers, queues, Redis and metrics.
  Tools tools();
}
