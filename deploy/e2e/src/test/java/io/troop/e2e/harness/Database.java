package io.troop.e2e.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/// PostgreSQL in a container, one for all tests, with a new database for each installation. Without
/// a container engine there is none, and a control plane starts the server it embeds.
final class Database {

  private static final String IMAGE = "postgres:18";
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final @Nullable PostgreSQLContainer SERVER = start();

  private Database() {}

  @SuppressWarnings(
      "resource") // Lives as long as the tests; the container engine removes it with them.
  private static @Nullable PostgreSQLContainer start() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return null;
    }
    PostgreSQLContainer server =
        new PostgreSQLContainer(IMAGE).withUsername("postgres").withPassword("postgres");
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    return server;
  }

  /// The settings that point a control plane to a new, empty database; none without a container
  /// engine.
  static Map<String, String> fresh() {
    if (SERVER == null) {
      return Map.of();
    }
    String name = "troop_" + MADE.incrementAndGet();
    try (Connection connection =
            DriverManager.getConnection(
                SERVER.getJdbcUrl(), SERVER.getUsername(), SERVER.getPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException problem) {
      throw new IllegalStateException("no database " + name, problem);
    }
    return Map.of(
        "KONG_PG_HOST", SERVER.getHost(),
        "KONG_PG_PORT", String.valueOf(SERVER.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT)),
        "KONG_PG_USER", SERVER.getUsername(),
        "KONG_PG_PASSWORD", SERVER.getPassword(),
        "KONG_PG_DATABASE", name);
  }
}
