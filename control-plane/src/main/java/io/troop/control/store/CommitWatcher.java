package io.troop.control.store;

import io.troop.control.database.OwnConnections;
import io.troop.control.task.Background;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Hears of the commits of sister processes through PostgreSQL. A notification only says when to
/// look; what is missing is told by revision numbers, so a lost one costs time and nothing else: it
/// looks every few seconds anyway, whatever else it hears.
///
/// It listens on a connection of its own, not one of the pool's: it never gives it back, and when
/// the process stops it is closed in the middle of its wait, which the pool would report as broken.
@Component
class CommitWatcher extends Background {

  static final String CHANNEL = "troop_commit";

  private static final Logger LOG = LoggerFactory.getLogger(CommitWatcher.class);
  private static final Duration LOOK_ANYWAY = Duration.ofSeconds(5);
  private static final Duration BEFORE_RETRY = Duration.ofSeconds(1);

  private final OwnConnections database;
  private final Lines lines;

  @Autowired
  CommitWatcher(OwnConnections database, Lines lines) {
    this(database, lines, Thread.ofVirtual().name("commit-watcher").factory());
  }

  CommitWatcher(OwnConnections database, Lines lines, ThreadFactory threads) {
    super(threads);
    this.database = database;
    this.lines = lines;
  }

  @Override
  protected void run() throws InterruptedException {
    while (isRunning()) {
      try (Connection connection = database.open()) {
        listen(connection);
      } catch (SQLException | RuntimeException problem) {
        if (isRunning()) {
          LOG.warn("not hearing of other control planes' commits for now: {}", problem.toString());
          TimeUnit.MILLISECONDS.sleep(BEFORE_RETRY.toMillis());
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen " + CHANNEL);
    }
    PGConnection postgres = connection.unwrap(PGConnection.class);
    long looked = Long.MIN_VALUE;
    while (isRunning()) {
      if (looked == Long.MIN_VALUE || System.nanoTime() - looked >= LOOK_ANYWAY.toNanos()) {
        lines.loaded().forEach(this::catchUp);
        looked = System.nanoTime();
      }
      PGNotification[] heard = postgres.getNotifications((int) LOOK_ANYWAY.toMillis());
      if (heard != null) {
        for (PGNotification notification : heard) {
          heard(notification.getParameter());
        }
      }
    }
  }

  private void heard(String notification) {
    String[] words = notification.split(" ", 2);
    try {
      UUID controlPlane = UUID.fromString(words[0]);
      if (words.length == 2 && lines.isBehind(controlPlane, Long.parseLong(words[1]))) {
        catchUp(controlPlane);
      }
    } catch (IllegalArgumentException _) {
      LOG.warn("\"{}\" on {} is not ours and ignored", notification, CHANNEL);
    }
  }

  private void catchUp(UUID controlPlane) {
    try {
      lines.catchUp(controlPlane);
    } catch (RuntimeException problem) {
      LOG.warn("control plane {} can't be read: {}", controlPlane, problem.getMessage());
    }
  }
}
