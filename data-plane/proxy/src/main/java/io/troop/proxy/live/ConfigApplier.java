package io.troop.proxy.live;

import io.troop.proxy.live.Applied.Quarantined;
import io.troop.state.Change;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compiles first, swaps second: a request sees the last configuration or the next one, and never
/// anything in between. *Thread-safe: one change after the other.*
public final class ConfigApplier implements ConfigTarget {
  private static final Logger log = LoggerFactory.getLogger(ConfigApplier.class);

  private final LiveConfig live;
  private final ConfigCompiler compiler;
  private final Retirement retirement;
  private final Map<EntityKey, Quarantined> quarantine = new LinkedHashMap<>();
  private Map<String, UUID> workspaces = Map.of();

  public ConfigApplier(LiveConfig live, ConfigCompiler compiler, Retirement retirement) {
    this.live = live;
    this.compiler = compiler;
    this.retirement = retirement;
  }

  @Override
  public synchronized Applied apply(Image image, List<Change> changes) {
    long start = System.nanoTime();
    CompiledConfig last = live.get();
    Compilation compilation =
        last.isConfigured()
            ? compiler.compile(last, changes)
            : compiler.compile(compiler.blank(), Image.EMPTY.changesTo(image));
    learn(compilation);
    live.swap(compilation.config().with(workspaces));
    compilation.retire(retirement);
    return new Applied(
        List.copyOf(quarantine.values()), Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public synchronized void workspaces(Map<String, UUID> ids) {
    workspaces = Map.copyOf(ids);
  }

  /// Makes these entities anew, because secrets in them changed.
  public synchronized void again(Set<EntityKey> keys) {
    CompiledConfig last = live.get();
    if (last.isConfigured()) {
      Compilation compilation = compiler.again(last, keys);
      learn(compilation);
      live.swap(compilation.config().with(workspaces));
      compilation.retire(retirement);
      log.info("made {} entities anew for secrets that changed", keys.size());
    }
  }

  private void learn(Compilation compilation) {
    compilation.touchedKeys().forEach(quarantine::remove);
    compilation
        .refusals()
        .forEach((key, reason) -> {
          boolean serves = compilation.serves(key);
          quarantine.put(key, new Quarantined(key, reason, serves));
          log.warn(
              "{} is in quarantine: {}; {}",
              key,
              reason,
              serves ? "its last good version serves" : "nothing serves in its place");
        });
  }
}
