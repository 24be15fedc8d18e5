package io.troop.control.database;

import io.troop.control.ControlSettings;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;

/// Finds the database of this process, or starts it, while everything is put together that asks for
/// it only later: a server that was left behind has to be stopped first, and takes seconds to be
/// there again. *Thread-safe.*
public final class DatabaseStart {

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

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseStart.class);

  private final FutureTask<Server> task;
  private volatile boolean begun;

  public DatabaseStart(Settings settings) {
    this.task = new FutureTask<>(() -> server(settings));
  }

  /// Begins, on a thread of its own. Logging has to be set up before.
  public void begin() {
    begun = true;
    Thread.ofPlatform().daemon().name("database-start").start(task);
  }

  /// Waits for the server.
  ///
  /// @throws SettingException when the settings name none that can be used
  Server server() {
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the database started", interrupted);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException problem
          ? problem
          : new IllegalStateException(failed.getCause());
    }
  }

  /// Stops what was started, as soon as it is up: nobody will ask for it.
  public void abandon() {
    if (begun) {
      try {
        server().close();
      } catch (RuntimeException problem) {
        LOG.debug("the database did not start, and nobody needs it", problem);
      }
    }
  }

  private static Server server(Settings settings) {
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
}
