package io.troop.control.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseStartTest {

  private static DatabaseStart begun(Map<String, String> texts) {
    DatabaseStart start = new DatabaseStart(Settings.of(texts));
    start.begin();
    return start;
  }

  @Test
  void findsTheServerOfTheSettings() {
    DatabaseStart start =
        begun(Map.of("pg_host", "db.example.com", "pg_user", "kong", "pg_password", "secret"));
    DatabaseStart.Server server = start.server();
    assertThat(server.settings().url()).contains("db.example.com");
    assertThat(server.embedded()).isNull();
    assertThat(start.server()).isSameAs(server);
    start.abandon();
  }

  @Test
  void refusesWhatCantBeUsedWhereItIsAskedFor() {
    DatabaseStart start = begun(Map.of("pg_host", "db.example.com", "pg_port", "none"));
    assertThatThrownBy(start::server)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("pg_port");
    start.abandon();
  }

  @Test
  void hasNothingToAbandonBeforeItBegins() {
    new DatabaseStart(Settings.of(Map.of("pg_port", "none"))).abandon();
  }
}
