package io.troop.control.fleet;

import io.troop.certs.MasterKey;
import io.troop.control.ControlSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Puts the fleet together.
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {

  private static final SecureRandom RANDOM = new SecureRandom();

  /// What encrypts secrets at rest.
  @Bean
  MasterKey masterKey() {
    return MasterKey.load(
        System.getenv("TROOP_MASTER_KEY"), ControlSettings.home().resolve("master.key"), RANDOM);
  }

  @Bean
  ControlPlaneKeys controlPlaneKeys(
      JdbcClient database, PlatformTransactionManager transactions, MasterKey master) {
    return new ControlPlaneKeys(database, transactions, master, InstantSource.system(), RANDOM);
  }

  @Bean
  NodeRegistry nodeRegistry() {
    return new NodeRegistry(InstantSource.system());
  }
}
