package io.troop.control.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hears of the commits of sister processes through PostgreSQL. A notification only says when to
/// look; what is missing is told by revision numbers, so a lost one costs time and nothing else.
@Component
class CommitWatcher implements SmartLifecycle {

  static final String CHANNEL = "troop_commit";

  private static final Logger LOG = LoggerFactory.getLogger(CommitWatcher.class);
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(1);

  private final DataSource database;
  private final Lines lines;
  private volatile @Nullable Thread thread;

  CommitWatcher(DataSource database, Lines lines) {
    this.database = database;
    this.lines = lines;
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("commit-watcher").start(this::watch);
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void watch() {
    while (isRunning()) {
      try (Connection connection = database.getConnection()) {
        listen(connection);
      } catch (SQLException problem) {
        if (isRunning()) {
          LOG.warn(
              "not hearing of other control planes' commits for now: {}", problem.getMessage());
        }
        pause();
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + CHANNEL);
    }
    PGConnection postgres = connection.unwrap(PGConnection.class);
    lines.loaded().forEach(this::catchUp);
    while (isRunning()) {
      PGNotification[] heard = postgres.getNotifications((int) LOOK_ANYWAY.toMillis());
      if (heard == null || heard.length == 0) {
        lines.loaded().forEach(this::catchUp);
        continue;
      }
      for (PGNotification notification : heard) {
        String[] words = notification.getParameter().split(" ", 2);
        UUID controlPlane = UUID.fromString(words[0]);
        if (lines.isBehind(controlPlane, Long.parseLong(words[1]))) {
          catchUp(controlPlane);
        }
      }
    }
  }

  private void catchUp(UUID controlPlane) {
    try {
      lines.catchUp(controlPlane);
    } catch (RuntimeException problem) {
      LOG.warn("control plane {} can't be read: {}", controlPlane, problem.getMessage());
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(BEFORE_RETRY.toMillis());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
