package io.troop.proxy.chain;

import io.troop.plugin.Host;
import io.troop.plugin.Placement;
import io.troop.plugin.tools.Tools;
import io.troop.proxy.vault.SecretUnavailable;
import io.troop.state.EntityKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one node offers to all its plugin instances. *Thread-safe.*
public final class PluginNode {
  private static final Logger log = LoggerFactory.getLogger(PluginNode.class);

  private final UUID nodeId;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ScheduledExecutorService timer;
  private final References references;
  private final Tools tools;
  private final KeptStates states = new KeptStates();

  /// @param random thread-safe
  /// @param timer runs what plugins repeat; not closed with this object
  public PluginNode(
      UUID nodeId,
      InstantSource clock,
      RandomGenerator random,
      ScheduledExecutorService timer,
      References references,
      Tools tools) {
    this.nodeId = nodeId;
    this.clock = clock;
    this.random = random;
    this.timer = timer;
    this.references = references;
    this.tools = tools;
  }

  /// The value of a text in the configuration of a plugin that may be a reference. A secret whose
  /// vault is away, and that never was known, is the empty text as in Kong: an authentication that
  /// lacks one refuses, where without its plugin it would let everybody in. The plugin is made anew
  /// when the secret is there.
  String resolve(String value, UUID plugin) {
    try {
      return references.resolve(value, new EntityKey("plugins", plugin));
    } catch (SecretUnavailable away) {
      log.warn("plugin {} goes without the secret of {}: {}", plugin, value, away.getMessage());
      return "";
    }
  }

  Instance instance(UUID pluginId, Placement placement) {
    return new Instance(pluginId, placement);
  }

  /// The node as one plugin instance sees it. *Thread-safe.* Closing it ends what repeats and lets
  /// go of what is kept.
  final class Instance implements Host, AutoCloseable {
    private final UUID pluginId;
    private final Placement placement;
    private final List<Object> kept = new ArrayList<>();
    private final List<Future<?>> repeated = new ArrayList<>();

    private Instance(UUID pluginId, Placement placement) {
      this.pluginId = pluginId;
      this.placement = placement;
    }

    @Override
    public UUID pluginId() {
      return pluginId;
    }

    @Override
    public Placement placement() {
      return placement;
    }

    @Override
    public UUID nodeId() {
      return nodeId;
    }

    @Override
    public InstantSource clock() {
      return clock;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }

    @Override
    public synchronized <S> S keep(Object key, Class<S> type, Supplier<S> make) {
      S state = type.cast(states.take(key, make));
      kept.add(key);
      return state;
    }

    @Override
    public synchronized void every(Duration interval, Runnable task) {
      long nanos = interval.toNanos();
      repeated.add(
          timer.scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS));
    }

    /// A failure must not end the repetition.
    @SuppressWarnings("IllegalCatch")
    private void run(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.warn("a repeated task of plugin {} failed", pluginId, e);
      }
    }

    @Override
    public String resolve(String value) {
      return references.resolve(value);
    }

    @Override
    public Tools tools() {
      return tools;
    }

    @Override
    public synchronized void close() {
      repeated.forEach(task -> task.cancel(false));
      kept.forEach(states::release);
      repeated.clear();
      kept.clear();
    }
  }
}
