package io.troop.control.rollout;

import io.troop.control.analytics.Analytics;
import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.Fleet;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import io.troop.control.task.Background;
import java.time.Duration;
import java.time.InstantSource;
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
  static final class Ticking extends Background {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private final RolloutKeeper keeper;
    private final Rollouts rollouts;

    Ticking(RolloutKeeper keeper, Rollouts rollouts) {
      super("rollouts");
      this.keeper = keeper;
      this.rollouts = rollouts;
    }

    @Override
    public void start() {
      rollouts.refresh();
      super.start();
    }

    @Override
    protected void run() throws InterruptedException {
      repeat(PERIOD, "rollouts stand still for now", keeper::tick);
    }

    @Override
    public int getPhase() {
      return ClusterSettings.PHASE - 1;
    }
  }
}
