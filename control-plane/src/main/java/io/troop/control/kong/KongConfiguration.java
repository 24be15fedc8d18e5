package io.troop.control.kong;

import io.troop.control.edit.Expiry;
import io.troop.control.edit.Kinds;
import io.troop.control.fleet.Compatibility;
import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.projection.Projections;
import io.troop.control.store.Heads;
import io.troop.control.store.Workspaces;
import io.troop.plugin.Catalog;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts Kong's own protocol together.
@Configuration(proxyBeanMethods = false)
class KongConfiguration {

  private static final Setting<Integer> FREQUENCY =
      Setting.integer("db_update_frequency", 5, 0, 86_400);

  @Bean
  KongNodes kongNodes(
      Settings settings,
      Heads heads,
      ObjectProvider<DesiredRevisions> desired,
      NodeRegistry registry,
      Compatibility compatibility,
      Catalog catalog,
      Kinds kinds,
      Expiry expiry,
      Projections projections,
      Workspaces workspaces,
      InstantSource clock) {
    Executor executor = task -> Thread.ofVirtual().name("kong-nodes").start(task);
    return new KongNodes(
        heads,
        desired.getIfAvailable(() -> DesiredRevisions.NEWEST),
        registry,
        compatibility,
        kinds,
        Payloads.of(new ConfigTable(catalog, kinds, expiry, projections), workspaces, clock),
        clock,
        executor,
        CompletableFuture.delayedExecutor(settings.get(FREQUENCY), TimeUnit.SECONDS, executor));
  }
}
