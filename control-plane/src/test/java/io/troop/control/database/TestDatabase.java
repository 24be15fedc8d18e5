package io.troop.control.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// One PostgreSQL server for all tests of a JVM; every caller gets a new, empty database in it.
public final class TestDatabase {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedPostgres server;

  private TestDatabase() {}

  /// The settings that lead to a new, empty database.
  public static synchronized Map<String, String> settings() {
    if (server == null) {
      try {
        Path folder = Files.createTempDirectory("troop-test-postgres");
        server = EmbeddedPostgres.start(folder, 0);
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(() -> {
                  server.close();
                  delete(folder);
                }));
      } catch (IOException problem) {
        throw new IllegalStateException(problem);
      }
    }
    String name = "test_" + NUMBER.incrementAndGet();
    DatabaseSettings database;
    try {
      database = server.freshDatabase(name);
    } catch (SQLException problem) {
      throw new IllegalStateException(problem);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("pg_host", "127.0.0.1");
    settings.put("pg_port", String.valueOf(server.port()));
    settings.put("pg_user", database.user());
    settings.put("pg_password", database.password());
    settings.put("pg_database", name);
    return settings;
  }

  private static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException _) {
      // The folder for temporary files is emptied by others.
    }
  }
}
