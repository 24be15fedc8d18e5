package io.troop.control.database;

import com.zaxxer.hikari.HikariDataSource;
import io.troop.control.ControlSettings;
import io.troop.settings.Settings;
import java.sql.DriverManager;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The database of this process: found or started before anything else, stopped after everything
/// else.
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  private static final int CONNECTIONS = 16;

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
  DataSource dataSource(Server server) {
    HikariDataSource pool = new HikariDataSource();
    pool.setPoolName("postgres");
    pool.setJdbcUrl(server.settings().url());
    pool.setUsername(server.settings().user());
    pool.setPassword(server.settings().password());
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setMinimumIdle(1);
    return pool;
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
