package io.troop.control.sync;

import io.troop.control.analytics.TrafficLog;
import io.troop.control.fleet.Adoption;
import io.troop.control.fleet.ClientCertificates;
import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.ControlPlaneKeys;
import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.NodeCertificates;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.ServerIdentity;
import io.troop.control.kong.KongNodes;
import io.troop.control.projection.Projections;
import io.troop.control.sister.Sisters;
import io.troop.control.store.Heads;
import io.troop.control.store.Workspaces;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Puts the sync together.
@Configuration(proxyBeanMethods = false)
class SyncConfiguration {

  private static final Duration HEARTBEAT = Duration.ofSeconds(4);
  private static final Duration NAMES_COUNT = Duration.ofSeconds(2);
  private static final Duration RETRY_LEAST = Duration.ofSeconds(1);
  private static final Duration RETRY_MOST = Duration.ofSeconds(10);

  @Bean
  Feeds feeds(
      Heads heads,
      ObjectProvider<DesiredRevisions> desired,
      Projections projections,
      Workspaces workspaces) {
    Executor fanOut = task -> Thread.ofVirtual().name("fan-out").start(task);
    return new Feeds(
        heads,
        desired.getIfAvailable(() -> DesiredRevisions.NEWEST),
        projections,
        workspaces::id,
        fanOut);
  }

  @Bean
  Adoption adoption(Feeds feeds) {
    return feeds::adopt;
  }

  @Bean
  NodeHealth nodeHealth() {
    return new NodeHealth();
  }

  @Bean
  @Primary
  SharedHealth sharedHealth(NodeHealth here, Sisters sisters) {
    return new SharedHealth(here, sisters);
  }

  @Bean
  SyncService syncService(
      Feeds feeds,
      NodeRegistry registry,
      ControlPlaneKeys keys,
      JdbcClient database,
      NodeHealth health,
      NodeWrites writes,
      NodeCertificates certificates) {
    Greeting greeting =
        new Greeting(
            names(database),
            id -> keys.of(id).seal().pem(),
            HEARTBEAT,
            RETRY_LEAST,
            RETRY_MOST,
            new FleetCertification(certificates));
    keys.onChange(_ -> feeds.trustMoved());
    return new SyncService(feeds, registry, greeting, health, writes::commit);
  }

  private record Name(String text, long readAt) {}

  /// Asks the database once in a while, however many nodes come back at the same time.
  private static Function<UUID, String> names(JdbcClient database) {
    Map<UUID, Name> known = new ConcurrentHashMap<>();
    return id -> {
      long now = System.nanoTime();
      Name last = known.get(id);
      if (last == null || now - last.readAt() > NAMES_COUNT.toNanos()) {
        last = new Name(name(database, id), now);
        known.put(id, last);
      }
      return last.text();
    };
  }

  private static String name(JdbcClient database, UUID id) {
    return database
        .sql("select name from control_plane where id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .orElse("");
  }

  @Bean
  TelemetryService telemetryService(
      NodeRegistry registry, TrafficLog traffic, InstantSource clock) {
    return new TelemetryService(registry, traffic, clock);
  }

  @Bean
  OrderService orderService() {
    return new OrderService();
  }

  @Bean
  ClusterListeners clusterListeners(
      ClusterSettings settings,
      ServerIdentity identity,
      ClientCertificates certificates,
      Feeds feeds,
      SyncService sync,
      TelemetryService telemetry,
      OrderService orders,
      KongNodes kongNodes) {
    return new ClusterListeners(
        settings, identity, certificates, feeds, sync, telemetry, orders, kongNodes);
  }
}
