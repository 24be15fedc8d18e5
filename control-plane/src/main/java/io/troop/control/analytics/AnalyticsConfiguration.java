package io.troop.control.analytics;

import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.Fleet;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/// Puts analytics together.
@Configuration(proxyBeanMethods = false)
class AnalyticsConfiguration {

  @Bean
  TrafficStore trafficStore(DataSource database, PlatformTransactionManager transactions) {
    JdbcTemplate own = new JdbcTemplate(database);
    // Rows are read as they come: a long answer needs no memory.
    own.setFetchSize(1000);
    return new TrafficStore(own, transactions, UUID.randomUUID());
  }

  @Bean
  TrafficLog trafficLog(TrafficStore store, InstantSource clock) {
    return new TrafficLog(store, clock);
  }

  /// Before nodes are listened to, and until they are not any more.
  @Bean
  TrafficKeeper trafficKeeper(TrafficLog log, TrafficStore store, InstantSource clock) {
    return new TrafficKeeper(log, store, clock, ClusterSettings.PHASE - 1);
  }

  @Bean
  Analytics analytics(TrafficStore store) {
    return new Analytics(store);
  }

  @Bean
  AnalyticsEndpoints analyticsEndpoints(
      Analytics analytics, History history, Heads heads, Fleet fleet, InstantSource clock) {
    return new AnalyticsEndpoints(analytics, history, heads, fleet, clock);
  }
}
