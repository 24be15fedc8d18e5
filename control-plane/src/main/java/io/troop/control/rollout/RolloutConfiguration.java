package io.troop.control.rollout;

import io.troop.control.analytics.Analytics;
import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.Fleet;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Puts rollouts together.
@Configuration(proxyBeanMethods = false)
class RolloutConfiguration {

  @Bean
  RolloutStore rolloutStore(JdbcClient database, PlatformTransactionManager transactions) {
    return new RolloutStore(database, transactions);
  }

  @Bean
  Rollouts rollouts(RolloutStore store, Heads heads, History history) {
    return new Rollouts(store, heads, history);
  }

  @Bean
  RolloutKeeper rolloutKeeper(
      RolloutStore store,
      Rollouts rollouts,
      Fleet fleet,
      Analytics analytics,
      Heads heads,
      History history,
      InstantSource clock) {
    return new RolloutKeeper(store, rollouts, fleet, analytics, heads, history, clock);
  }

  @Bean
  RolloutEndpoints rolloutEndpoints(
      RolloutStore store,
      RolloutKeeper keeper,
      Fleet fleet,
      Heads heads,
      History history,
      InstantSource clock) {
    return new RolloutEndpoints(store, keeper, fleet, heads, history, clock);
  }

  @Bean
  Ticking rolloutTicking(RolloutKeeper keeper, Rollouts rollouts) {
    return new Ticking(keeper, rollouts);
  }

  /// Calls the keeper once a second, from before the first node is listened to.
  static final class Ticking implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Ticking.class);
    private final RolloutKeeper keeper;
    private final Rollouts rollouts;
    private @Nullable ScheduledExecutorService thread;

    Ticking(RolloutKeeper keeper, Rollouts rollouts) {
      this.keeper = keeper;
      this.rollouts = rollouts;
    }

    @Override
    public void start() {
      rollouts.refresh();
      ScheduledExecutorService started =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name("rollouts").daemon(true).factory());
      thread = started;
      var _ = started.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
      try {
        keeper.tick();
      } catch (RuntimeException problem) {
        LOG.warn("rollouts stand still for now: {}", problem.toString());
      }
    }

    @Override
    public void stop() {
      ScheduledExecutorService running = thread;
      thread = null;
      if (running != null) {
        running.shutdownNow();
      }
    }

    @Override
    public boolean isRunning() {
      return thread != null;
    }

    @Override
    public int getPhase() {
      return ClusterSettings.PHASE - 1;
    }
  }
}
