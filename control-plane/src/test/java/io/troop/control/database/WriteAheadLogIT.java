package io.troop.control.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteAheadLogIT {

  @Test
  void noCommitWaitsForMoreThanAMegabyteOfNewLog() throws Exception {
    Map<String, String> settings = TestDatabase.settings();
    String url =
        "jdbc:postgresql://%s:%s/%s"
            .formatted(
                settings.get("pg_host"), settings.get("pg_port"), settings.get("pg_database"));
    try (Connection connection =
            DriverManager.getConnection(url, settings.get("pg_user"), settings.get("pg_password"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show wal_segment_size")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("1MB");
    }
  }
}
