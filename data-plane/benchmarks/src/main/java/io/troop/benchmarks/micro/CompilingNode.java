package io.troop.benchmarks.micro;

import io.troop.plugin.Catalog;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.tools.Tools;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.DnsRules;
import io.troop.proxy.balance.Names;
import io.troop.proxy.chain.PluginMaker;
import io.troop.proxy.chain.PluginNode;
import io.troop.proxy.live.Applied;
import io.troop.proxy.live.ConfigApplier;
import io.troop.proxy.live.ConfigCompiler;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.live.Retirement;
import io.troop.proxy.live.VaultReferences;
import io.troop.proxy.vault.SecretCache;
import io.troop.proxy.vault.SecretSources;
import io.troop.state.Change;
import io.troop.state.Image;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// The part of a node that configurations become live in, without plugins. *For one thread.*
final class CompilingNode implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LoopResources loops = LoopResources.create("checks", 1, true);
  private final LiveConfig live = new LiveConfig();
  private final ConfigApplier applier = applier();

  private ConfigApplier applier() {
    InstantSource clock = InstantSource.system();
    SplittableRandom random = new SplittableRandom(1);
    Catalog catalog = Catalog.of(List.of(), RouterFlavor.TRADITIONAL_COMPATIBLE);
    SecretSources secrets =
        new SecretSources(_ -> Mono.error(new IOException("no vault here")), clock, Map.of());
    VaultReferences references = new VaultReferences(Map.of(), secrets, new SecretCache(clock));
    PluginNode node = new PluginNode(new UUID(0, 1), clock, random, timer, references, noTools());
    Balancers balancers =
        Balancers.of(
            new Names(_ -> Mono.empty(), DnsRules.DEFAULT, clock),
            loops,
            timer,
            random,
            Duration.ZERO);
    ConfigCompiler compiler =
        new ConfigCompiler(catalog, new PluginMaker(catalog, node), balancers, references, clock);
    return new ConfigApplier(live, compiler, new Retirement(timer, Duration.ofMillis(1)));
  }

  private static Tools noTools() {
    return (Tools)
        Proxy.newProxyInstance(
            Tools.class.getClassLoader(),
            new Class<?>[] {Tools.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method + ": there are no plugins here");
            });
  }

  /// Makes the image live.
  ///
  /// @throws IllegalStateException when something of it can't be used
  Applied apply(Image image, List<Change> changes) {
    Applied applied = applier.apply(image, changes);
    if (!applied.quarantined().isEmpty()) {
      throw new IllegalStateException("in quarantine: " + applied.quarantined().getFirst());
    }
    return applied;
  }

  LiveConfig live() {
    return live;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    loops.dispose();
  }
}
