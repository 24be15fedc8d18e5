package io.troop.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  @TempDir Path folder;

  /// What a control plane that was killed leaves: a server that nobody holds the lock of.
  @Test
  void aServerThatWasLeftBehindIsStoppedAndItsDataTakenOver() throws Exception {
    EmbeddedPostgres left = EmbeddedPostgres.start(folder, 0);
    execute(left, "create table kept (name text)");
    left.abandon();
    ProcessHandle orphan = server();
    assertThat(orphan.isAlive()).isTrue();

    try (EmbeddedPostgres next = EmbeddedPostgres.start(folder, 0)) {
      assertThat(orphan.isAlive()).isFalse();
      execute(next, "insert into kept values ('still there')");
    }
  }

  /// After a crash of the machine the number in the file belongs to somebody else.
  @Test
  void aStrangerWhoHasTheNumberOfAServerThatIsGoneIsLeftAlone() throws Exception {
    EmbeddedPostgres.start(folder, 0).close();
    Process stranger = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(folder.resolve("data/postmaster.pid"), stranger.pid() + "\n");
      try (EmbeddedPostgres next = EmbeddedPostgres.start(folder, 0)) {
        execute(next, "select 1");
        assertThat(stranger.isAlive()).isTrue();
      }
    } finally {
      stranger.destroyForcibly();
      stranger.waitFor(30, TimeUnit.SECONDS);
    }
  }

  private ProcessHandle server() throws IOException {
    String number = Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(number)).orElseThrow();
  }

  private static void execute(EmbeddedPostgres server, String statement) throws SQLException {
    DatabaseSettings settings = server.settings();
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        java.sql.Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
