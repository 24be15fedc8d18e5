package io.troop.control.fleet;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.troop.control.keys.KeyRing;
import io.troop.control.projection.Projections;
import io.troop.control.sister.Sisters;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Heads;
import io.troop.control.store.History;
import io.troop.control.store.Sealer;
import io.troop.plugin.Catalog;
import io.troop.plugin.KongVersion;
import io.troop.settings.Settings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Puts the fleet together.
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {

  private static final SecureRandom RANDOM = new SecureRandom();

  @Bean
  ControlPlaneKeys controlPlaneKeys(
      JdbcClient database,
      PlatformTransactionManager transactions,
      KeyRing master,
      InstantSource clock) {
    return new ControlPlaneKeys(database, transactions, master, clock, RANDOM);
  }

  @Bean
  ClusterSettings clusterSettings(Settings settings) {
    return ClusterSettings.of(settings);
  }

  @Bean
  NodeRegistry nodeRegistry(InstantSource clock) {
    return new NodeRegistry(clock);
  }

  @Bean
  NodeStore nodeStore(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
    return new NodeStore(jdbc, transactions);
  }

  @Bean
  Fleet fleet(NodeRegistry registry, NodeStore store, InstantSource clock) {
    return new Fleet(registry, store, clock);
  }

  @Bean
  ClientCertificates clientCertificates(
      JdbcClient database,
      PlatformTransactionManager transactions,
      ClusterSettings settings,
      ControlPlaneKeys keys,
      ControlPlanes controlPlanes,
      InstantSource clock) {
    // Nodes that the operator's own certificates let in belong to the first control plane.
    return new ClientCertificates(
        database, transactions, clock, () -> settings.trust(controlPlanes.first()), keys::retired);
  }

  @Bean
  ServerIdentity serverIdentity(
      ClusterSettings settings,
      ControlPlaneKeys keys,
      ControlPlanes controlPlanes,
      InstantSource clock) {
    // The first control plane's authority certifies the server of all.
    return new ServerIdentity(
        settings,
        () -> keys.of(controlPlanes.first()).authority(),
        () -> keys.of(controlPlanes.first()).believed(),
        clock);
  }

  @Bean
  CertificateSettings certificateSettings(Settings settings) {
    return CertificateSettings.of(settings);
  }

  @Bean
  Enrolments enrolments(
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      ServerIdentity identity,
      CertificateSettings settings) {
    return new Enrolments(keys, certificates, identity, settings);
  }

  @Bean
  NodeCertificates nodeCertificates(
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      CertificateSettings settings,
      ControlPlanes controlPlanes,
      InstantSource clock) {
    return new NodeCertificates(keys, certificates, controlPlanes::first, settings, clock, RANDOM);
  }

  @Bean
  CertificateWatch certificateWatch(
      ClientCertificates certificates,
      NodeStore store,
      InstantSource clock,
      PrometheusMeterRegistry meters) {
    return new CertificateWatch(certificates, store, clock, meters);
  }

  @Bean
  PkiEndpoints pkiEndpoints(
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      NodeCertificates nodeCertificates,
      Fleet fleet,
      ServerIdentity identity,
      CertificateSettings settings,
      ControlPlanes controlPlanes) {
    return new PkiEndpoints(
        new AuthorityRotation(keys, certificates, nodeCertificates, fleet, controlPlanes::first),
        nodeCertificates,
        identity,
        settings);
  }

  @Bean
  FleetKeeper fleetKeeper(
      NodeRegistry registry,
      NodeStore store,
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      CertificateWatch watch,
      AdoptionOrders adoptions,
      ClusterSettings settings,
      InstantSource clock) {
    return new FleetKeeper(
        registry, store, keys, certificates, watch, adoptions, clock, settings.purgeDelay());
  }

  @Bean
  Twins twins(NodeRegistry registry, Sisters sisters) {
    return new Twins(registry, sisters);
  }

  @Bean
  AdoptionOrders adoptionOrders(
      JdbcClient database, PlatformTransactionManager transactions, Adoption here, Fleet fleet) {
    return new AdoptionOrders(database, transactions, here, fleet);
  }

  @Bean
  Compatibility compatibility(Heads heads, Catalog catalog) {
    Map<String, String> plugins = new HashMap<>();
    catalog.plugins().forEach((name, plugin) -> plugins.put(name, plugin.version()));
    return new Compatibility(heads, KongVersion.VERSION, plugins);
  }

  @Bean
  Projections projections(Catalog catalog, Sealer sealer) {
    return new Projections(catalog, KongVersion.VERSION, sealer);
  }

  @Bean
  NodeDocuments nodeDocuments(
      FleetDocuments fleets,
      Compatibility compatibility,
      InstantSource clock,
      ClusterSettings settings) {
    return new NodeDocuments(fleets, compatibility, clock, settings.purgeDelay());
  }

  /// Without a rollout every node is to serve the newest.
  @Bean
  FleetDocuments fleetDocuments(
      Heads heads,
      History history,
      Compatibility compatibility,
      ObjectProvider<DesiredRevisions> desired,
      Projections projections,
      CertificateWatch watch,
      InstantSource clock) {
    DesiredRevisions revisions = desired.getIfAvailable(() -> DesiredRevisions.NEWEST);
    return new FleetDocuments(heads, history, compatibility, revisions, projections, watch, clock);
  }

  @Bean
  FleetEndpoints fleetEndpoints(Fleet fleet, FleetDocuments documents, AdoptionOrders adoptions) {
    return new FleetEndpoints(fleet, documents, adoptions);
  }

  @Bean
  ClusteringEndpoints clusteringEndpoints(
      Settings settings,
      Fleet fleet,
      NodeDocuments documents,
      ClientCertificates certificates,
      Enrolments enrolments,
      ClusterSettings cluster) {
    return new ClusteringEndpoints(settings, fleet, documents, certificates, enrolments, cluster);
  }

  @Bean
  KonnectEndpoints konnectEndpoints(
      ControlPlanes controlPlanes,
      Heads heads,
      Fleet fleet,
      NodeDocuments documents,
      ClientCertificates certificates,
      InstantSource clock) {
    return new KonnectEndpoints(controlPlanes, heads, fleet, documents, certificates, clock);
  }
}
