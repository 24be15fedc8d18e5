package io.troop.control.database;

import com.zaxxer.hikari.HikariDataSource;
import io.troop.control.ControlSettings;
import io.troop.settings.Settings;
import java.sql.DriverManager;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
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

  /// A server, and what has to be closed with it.
  record Server(DatabaseSettings settings, @Nullable EmbeddedPostgres embedded)
      implements AutoCloseable {

    @Override
    public void close() {
      if (embedded != null) {
        embedded.close();
      }
    }
  }

  @Bean
  Server databaseServer(Settings settings) {
    Optional<DatabaseSettings> external = DatabaseSettings.external(settings);
    if (external.isPresent()) {
      return new Server(external.get(), null);
    }
    EmbeddedPostgres embedded =
        EmbeddedPostgres.start(
            ControlSettings.home().resolve("postgres"), DatabaseSettings.embeddedPort(settings));
    try {
      // Beans are not closed when the process is told to end while it starts; these are called.
      SpringApplication.getShutdownHandlers().add(embedded::close);
    } catch (IllegalStateException ending) {
      embedded.close();
      throw ending;
    }
    return new Server(embedded.settings(), embedded);
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
