package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.keys.KeyRing;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The targets and their checkpoints in the database; configurations are encrypted. *Thread-safe.*
@Component
class ExportStore {

  private static final int LONGEST_ERROR = 500;

  private final JdbcClient database;
  private final KeyRing key;
  private final InstantSource clock;

  ExportStore(JdbcClient database, KeyRing key, InstantSource clock) {
    this.database = database;
    this.key = key;
    this.clock = clock;
  }

  /// A target and how it fares. *Immutable.*
  ///
  /// @param seq the last entry it was told of
  /// @param lost entries that retention took away before they could be sent
  record Export(
      String name,
      Kind kind,
      Config config,
      boolean bySettings,
      boolean enabled,
      long seq,
      long exported,
      long failures,
      long lost,
      @Nullable String lastError,
      @Nullable Instant succeededAt) {}

  List<Export> all() {
    return database
        .sql("select * from audit_export order by name")
        .query((row, _) -> export(row))
        .list();
  }

  Optional<Export> find(String name) {
    return database
        .sql("select * from audit_export where name = ?")
        .param(name)
        .query((row, _) -> export(row))
        .optional();
  }

  /// The target, which no other process can take before the transaction ends; empty when one has.
  Optional<Export> taken(String name) {
    return database
        .sql("select * from audit_export where name = ? for update skip locked")
        .param(name)
        .query((row, _) -> export(row))
        .optional();
  }

  private Export export(ResultSet row) throws SQLException {
    String name = row.getString("name");
    Map<String, String> texts = new LinkedHashMap<>();
    String json =
        new String(key.decrypt(row.getBytes("config"), context(name)), StandardCharsets.UTF_8);
    Json.object(json).forEach((field, value) -> texts.put(field, String.valueOf(value)));
    Timestamp succeeded = row.getTimestamp("succeeded_at");
    return new Export(
        name,
        Kind.named(row.getString("kind")).orElseThrow(),
        new Config(name, texts),
        row.getBoolean("by_settings"),
        row.getBoolean("enabled"),
        row.getLong("seq"),
        row.getLong("exported"),
        row.getLong("failures"),
        row.getLong("lost"),
        row.getString("last_error"),
        succeeded == null ? null : succeeded.toInstant());
  }

  static String context(String name) {
    return "audit_export/" + name;
  }

  /// Adds a target or changes one; its checkpoint stays.
  void put(Kind kind, Config config, boolean bySettings, boolean enabled) {
    byte[] hidden =
        key.encrypt(
            Json.text(config.texts()).getBytes(StandardCharsets.UTF_8), context(config.target()));
    database
        .sql(
            """
            insert into audit_export (name, kind, config, by_settings, enabled, created_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (name) do update set kind = excluded.kind, config = excluded.config,
              by_settings = excluded.by_settings, enabled = excluded.enabled
            """)
        .param(config.target())
        .param(kind.word())
        .param(hidden)
        .param(bySettings)
        .param(enabled)
        .param(Timestamp.from(clock.instant()))
        .update();
  }

  boolean delete(String name) {
    return database.sql("delete from audit_export where name = ?").param(name).update() == 1;
  }

  void enable(String name, boolean enabled) {
    database
        .sql("update audit_export set enabled = ? where name = ?")
        .param(enabled)
        .param(name)
        .update();
  }

  void succeeded(String name, long seq, int count, long lost) {
    database
        .sql(
            "update audit_export set seq = ?, exported = exported + ?, lost = lost + ?,"
                + " last_error = null, succeeded_at = ? where name = ?")
        .param(seq)
        .param(count)
        .param(lost)
        .param(Timestamp.from(clock.instant()))
        .param(name)
        .update();
  }

  void failed(String name, String error) {
    database
        .sql("update audit_export set failures = failures + 1, last_error = ? where name = ?")
        .param(error.substring(0, Math.min(error.length(), LONGEST_ERROR)))
        .param(name)
        .update();
  }
}
