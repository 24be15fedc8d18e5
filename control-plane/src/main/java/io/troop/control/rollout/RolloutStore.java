package io.troop.control.rollout;

import io.troop.control.document.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Rollouts in the database, where every process of the control plane sees them. *Thread-safe.*
final class RolloutStore {

  private static final String ACTIVE =
      "select * from rollout where status in ('collecting', 'running', 'paused', 'halted')";

  private final JdbcClient database;
  private final TransactionTemplate transaction;

  RolloutStore(JdbcClient database, PlatformTransactionManager transactions) {
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// Those that tell nodes what to serve.
  List<Rollout> active() {
    return database.sql(ACTIVE).query((row, _) -> read(row)).list();
  }

  /// Those of a control plane.
  List<Rollout> all(UUID controlPlane) {
    return database
        .sql("select * from rollout where control_plane = ?")
        .param(controlPlane)
        .query((row, _) -> read(row))
        .list();
  }

  Optional<Rollout> find(UUID controlPlane, UUID id) {
    return database
        .sql("select * from rollout where control_plane = ? and id = ?")
        .param(controlPlane)
        .param(id)
        .query((row, _) -> read(row))
        .optional();
  }

  /// Adds one.
  ///
  /// @return whether that was possible; it is not while another one is active
  boolean add(Rollout rollout) {
    try {
      transaction.executeWithoutResult(_ ->
          database
              .sql("insert into rollout values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
              .param(rollout.controlPlane())
              .param(rollout.id())
              .param(rollout.status().text())
              .param(rollout.base())
              .param(rollout.target())
              .param(Json.text(rollout.plan().document()))
              .param(rollout.wave())
              .param(Timestamp.from(rollout.waveAt()))
              .param(timestamp(rollout.bakingSince()))
              .param(rollout.reason())
              .param(rollout.author())
              .param(rollout.message())
              .param(Timestamp.from(rollout.createdAt()))
              .param(Timestamp.from(rollout.updatedAt()))
              .param(rollout.version())
              .param(text(rollout.ending()))
              .update());
      return true;
    } catch (DuplicateKeyException _) {
      return false;
    }
  }

  /// Changes one.
  ///
  /// @return whether nobody else changed it meanwhile
  boolean change(Rollout after) {
    Integer rows =
        transaction.execute(_ ->
            database
                .sql(
                    """
                    update rollout set status = ?, target = ?, wave = ?, wave_at = ?,
                      baking_since = ?, reason = ?, ending = ?, updated_at = ?, version = ?
                    where id = ? and version = ?
                    """)
                .param(after.status().text())
                .param(after.target())
                .param(after.wave())
                .param(Timestamp.from(after.waveAt()))
                .param(timestamp(after.bakingSince()))
                .param(after.reason())
                .param(text(after.ending()))
                .param(Timestamp.from(after.updatedAt()))
                .param(after.version())
                .param(after.id())
                .param(after.version() - 1)
                .update());
    return rows != null && rows == 1;
  }

  private static @Nullable String text(Rollout.@Nullable Status status) {
    return status == null ? null : status.text();
  }

  private static Rollout.Status status(String text) {
    return Rollout.Status.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant time) {
    return time == null ? null : Timestamp.from(time);
  }

  private static Rollout read(ResultSet row) throws SQLException {
    Timestamp baking = row.getTimestamp("baking_since");
    String ending = row.getString("ending");
    return new Rollout(
        row.getObject("control_plane", UUID.class),
        row.getObject("id", UUID.class),
        status(row.getString("status")),
        row.getLong("base"),
        row.getObject("target", Long.class),
        Plan.of(Json.object(row.getString("plan"))),
        row.getInt("wave"),
        row.getTimestamp("wave_at").toInstant(),
        baking == null ? null : baking.toInstant(),
        row.getString("reason"),
        ending == null ? null : status(ending),
        row.getString("author"),
        row.getString("message"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        row.getLong("version"));
  }
}
