package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// The commits in the database as they are read, and the heads. Every method runs in the caller's
/// transaction. [CommitWriter] writes what is read here.
@Component
class Journal {

  private static final RowMapper<Sealed> SEALED =
      (row, _) ->
          new Sealed(
              row.getObject("id", UUID.class),
              row.getLong("revision"),
              new Root(Hash.of(row.getBytes("root"))),
              row.getBytes("signature"));

  private final JdbcTemplate jdbc;
  private final JdbcTemplate streaming;
  private final SecretFields secrets;

  Journal(JdbcTemplate jdbc, SecretFields secrets) {
    this.jdbc = jdbc;
    this.streaming = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
    this.streaming.setFetchSize(1000);
    this.secrets = secrets;
  }

  /// The heads of all control planes.
  List<Sealed> heads() {
    return jdbc.query("select id, revision, root, signature from control_plane", SEALED);
  }

  Optional<Sealed> head(UUID controlPlane) {
    return jdbc
        .query(
            "select id, revision, root, signature from control_plane where id = ?",
            SEALED,
            controlPlane)
        .stream()
        .findFirst();
  }

  /// The head, which nobody else can move before this transaction ends.
  Optional<Sealed> lockedHead(UUID controlPlane) {
    return jdbc
        .query(
            "select id, revision, root, signature from control_plane where id = ? for update",
            SEALED,
            controlPlane)
        .stream()
        .findFirst();
  }

  /// Adds a control plane without entities.
  ///
  /// @return false when the name is taken
  boolean open(Sealed sealed, String name, Instant now) {
    return jdbc.update(
            "insert into control_plane (id, name, revision, root, signature, created_at, updated_at)"
                + " values (?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing",
            sealed.controlPlane(),
            name,
            sealed.revision(),
            sealed.root().hash().bytes(),
            sealed.signature(),
            Timestamp.from(now),
            Timestamp.from(now))
        == 1;
  }

  /// Writes what users say of a control plane.
  void describe(UUID controlPlane, ControlPlanes.Details details, Instant now) {
    jdbc.update(
        "update control_plane set name = ?, description = ?, labels = ?::jsonb, profile = ?::jsonb,"
            + " updated_at = ? where id = ?",
        details.name(),
        details.description(),
        Json.text(details.labels()),
        Json.text(details.profile()),
        Timestamp.from(now),
        controlPlane);
  }

  /// Deletes a control plane with all its entities and revisions.
  void close(UUID controlPlane) {
    jdbc.update("delete from entity where control_plane = ?", controlPlane);
    jdbc.update("delete from control_plane where id = ?", controlPlane);
  }

  /// Puts another signature under a head that did not move.
  void sign(Sealed sealed) {
    jdbc.update(
        "update control_plane set signature = ? where id = ? and revision = ?",
        sealed.signature(),
        sealed.controlPlane(),
        sealed.revision());
  }

  /// All entities of a control plane.
  Image image(UUID controlPlane) {
    List<Entity> entities = new ArrayList<>();
    streaming.query(
        "select kind, id, workspace, document from entity where control_plane = ?",
        row -> {
          entities.add(
              entity(
                  controlPlane,
                  row.getString("kind"),
                  row.getObject("id", UUID.class),
                  row.getString("workspace"),
                  row.getString("document")));
        },
        controlPlane);
    return Image.of(entities);
  }

  private Entity entity(
      UUID controlPlane, String kind, UUID id, String workspace, String document) {
    return Entity.of(
        new EntityKey(kind, id),
        workspace,
        secrets.reveal(controlPlane, kind, Json.object(document)));
  }

  /// The changes after one revision up to another, in the order they were made.
  List<Change> changes(UUID controlPlane, long after, long upTo) {
    return jdbc.query(
        "select kind, entity, workspace, after from change"
            + " where control_plane = ? and revision > ? and revision <= ?"
            + " order by revision, position",
        (row, _) -> change(controlPlane, row, "after"),
        controlPlane,
        after,
        upTo);
  }

  /// What undoes the changes after one revision up to another.
  List<Change> reversed(UUID controlPlane, long after, long upTo) {
    return jdbc.query(
        "select kind, entity, workspace, before from change"
            + " where control_plane = ? and revision > ? and revision <= ?"
            + " order by revision desc, position desc",
        (row, _) -> change(controlPlane, row, "before"),
        controlPlane,
        after,
        upTo);
  }

  private Change change(UUID controlPlane, ResultSet row, String column) throws SQLException {
    EntityKey key = new EntityKey(row.getString("kind"), row.getObject("entity", UUID.class));
    String content = row.getString(column);
    return content == null
        ? Change.delete(key)
        : Change.put(
            entity(controlPlane, key.kind(), key.id(), row.getString("workspace"), content));
  }

  /// Whether every revision after this one is still in the log.
  boolean reachesBackTo(UUID controlPlane, long revision) {
    Boolean found =
        jdbc.queryForObject(
            "select ? = 0 or exists"
                + " (select 1 from revision where control_plane = ? and number = ?)",
            Boolean.class,
            revision,
            controlPlane,
            revision);
    return Boolean.TRUE.equals(found);
  }
}
