package io.troop.control.database;

import com.zaxxer.hikari.HikariDataSource;
import io.troop.control.database.DatabaseStart.Server;
import java.sql.DriverManager;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The database of this process: found or started before anything else, stopped after everything
/// else.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  private static final int CONNECTIONS = 16;

  /// So many are kept ready. They are made one after the other: who had to wait for the tenth, on a
  /// machine with much to do, waited for a second.
  private static final int READY = 10;

  @Bean
  Server databaseServer(DatabaseStart start) {
    return start.server();
  }

  @Bean
  HikariDataSource dataSource(Server server) {
    HikariDataSource pool = new HikariDataSource();
    pool.setPoolName("postgres");
    pool.setJdbcUrl(server.settings().url());
    pool.setUsername(server.settings().user());
    pool.setPassword(server.settings().password());
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setMinimumIdle(1);
    return pool;
  }

  /// A process that starts has better things to do, so they are made when it is up.
  @Bean
  ApplicationListener<ApplicationReadyEvent> readyConnections(HikariDataSource pool) {
    return _ -> pool.setMinimumIdle(READY);
  }

  @Bean
  OwnConnections ownConnections(Server server) {
    DatabaseSettings settings = server.settings();
    return () -> DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }

  @Bean
  FlywayConfigurationCustomizer schema(Server server) {
    return configuration -> configuration.schemas(server.settings().schema()).createSchemas(true);
  }
}
