package io.troop.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteAheadLogIT {

  @Test
  void noCommitWaitsForMoreThanAMegabyteOfNewLogNorForACheckpointEveryFewSeconds()
      throws Exception {
    Map<String, String> settings = TestDatabase.settings();
    String url =
        "jdbc:postgresql://%s:%s/%s"
            .formatted(
                settings.get("pg_host"), settings.get("pg_port"), settings.get("pg_database"));
    try (Connection connection =
            DriverManager.getConnection(url, settings.get("pg_user"), settings.get("pg_password"));
        Statement statement = connection.createStatement()) {
      assertThat(setting(statement, "wal_segment_size")).isEqualTo("1MB");
      assertThat(setting(statement, "min_wal_size")).isEqualTo("256MB");
      assertThat(setting(statement, "max_wal_size"))
          .as("so much between two checkpoints, however small the files are")
          .isEqualTo("1GB");
    }
  }

  private static String setting(Statement statement, String name) throws SQLException {
    try (ResultSet row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
