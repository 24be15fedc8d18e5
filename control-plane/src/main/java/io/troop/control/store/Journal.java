package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.plugin.entity.EntitySpec;
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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/// The commits in the database: writes one, reads those of others. Every method runs in the
/// caller's transaction. Plain SQL in batches: a commit of ten thousand entities is seven
/// statements.
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
  private final EntitySpecs specs;
  private final SecretFields secrets;
  private final KeyDigests digests;

  Journal(JdbcTemplate jdbc, EntitySpecs specs, SecretFields secrets, KeyDigests digests) {
    this.digests = digests;
    this.jdbc = jdbc;
    this.streaming = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
    this.streaming.setFetchSize(1000);
    this.specs = specs;
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

  /// Writes a commit.
  void write(Sealed sealed, Provenance provenance, Instant now, List<Draft.Step> steps) {
    UUID controlPlane = sealed.controlPlane();
    long revision = sealed.revision();
    jdbc.update(
        "insert into revision (control_plane, number, parent, root, signature, author, message,"
            + " changes, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        controlPlane,
        revision,
        revision - 1,
        sealed.root().hash().bytes(),
        sealed.signature(),
        provenance.author(),
        provenance.message(),
        steps.size(),
        Timestamp.from(now));
    List<Object[]> entities = new ArrayList<>();
    List<Object[]> gone = new ArrayList<>();
    List<Object[]> stale = new ArrayList<>();
    List<Object[]> keys = new ArrayList<>();
    List<Object[]> references = new ArrayList<>();
    List<Object[]> tags = new ArrayList<>();
    List<Object[]> changes = new ArrayList<>();
    for (Draft.Step step : steps) {
      EntityKey key = step.key();
      Entity after = step.after();
      String before = step.before() == null ? null : hidden(controlPlane, step.before());
      String content = after == null ? null : hidden(controlPlane, after);
      Entity either = after == null ? Objects.requireNonNull(step.before()) : after;
      changes.add(
          new @Nullable Object[] {
            controlPlane,
            revision,
            changes.size(),
            key.kind(),
            key.id(),
            either.workspace(),
            before,
            content
          });
      if (after == null) {
        gone.add(new Object[] {controlPlane, key.kind(), key.id()});
        continue;
      }
      if (before != null) {
        stale.add(new Object[] {controlPlane, key.kind(), key.id()});
      }
      entities.add(
          new @Nullable Object[] {
            controlPlane, key.kind(), key.id(), after.workspace(), content, revision
          });
      facts(after, controlPlane, keys, references, tags);
    }
    remove(gone, stale);
    batch(
        "insert into entity (control_plane, kind, id, workspace, document, revision)"
            + " values (?, ?, ?, ?, ?::jsonb, ?) on conflict (control_plane, kind, id) do update"
            + " set workspace = excluded.workspace, document = excluded.document,"
            + " revision = excluded.revision",
        entities);
    batch(
        "insert into entity_key (control_plane, workspace, kind, name, digest, entity)"
            + " values (?, ?, ?, ?, ?, ?)",
        keys);
    batch(
        "insert into entity_reference (control_plane, kind, entity, field, target_kind, target)"
            + " values (?, ?, ?, ?, ?, ?)",
        references);
    batch(
        "insert into entity_tag (control_plane, workspace, tag, kind, entity)"
            + " values (?, ?, ?, ?, ?)",
        tags);
    batch(
        "insert into change (control_plane, revision, position, kind, entity, workspace, before,"
            + " after) values (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)",
        changes);
    jdbc.update(
        "update control_plane set revision = ?, root = ?, signature = ?, updated_at = ?"
            + " where id = ?",
        revision,
        sealed.root().hash().bytes(),
        sealed.signature(),
        Timestamp.from(now),
        controlPlane);
    jdbc.query(
        "select pg_notify(?, ?)", _ -> {}, CommitWatcher.CHANNEL, controlPlane + " " + revision);
  }

  private void remove(List<Object[]> gone, List<Object[]> stale) {
    for (String table : List.of("entity_key", "entity_reference", "entity_tag")) {
      batch("delete from " + table + " where control_plane = ? and kind = ? and entity = ?", stale);
    }
    // The rows of these three go with the entity.
    batch("delete from entity where control_plane = ? and kind = ? and id = ?", gone);
  }

  private void batch(String sql, List<Object[]> rows) {
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(sql, rows);
    }
  }

  private String hidden(UUID controlPlane, Entity entity) {
    String kind = entity.key().kind();
    return Json.text(secrets.hide(controlPlane, kind, Json.object(entity.json())));
  }

  private void facts(
      Entity entity,
      UUID controlPlane,
      List<Object[]> keys,
      List<Object[]> references,
      List<Object[]> tags) {
    String kind = entity.key().kind();
    UUID id = entity.key().id();
    EntitySpec spec = specs.find(kind).orElse(null);
    if (spec == null) {
      return;
    }
    EntityFacts found = EntityFacts.of(spec, entity.workspace(), Json.object(entity.json()));
    for (EntityFacts.Unique unique : found.keys()) {
      EntityFacts.UniqueKey key = unique.key();
      keys.add(
          new Object[] {
            controlPlane, key.workspace(), kind, key.name(), digests.of(spec, key), id
          });
    }
    for (EntityFacts.Reference reference : found.references()) {
      references.add(
          new Object[] {
            controlPlane,
            kind,
            id,
            reference.field(),
            reference.target().kind(),
            reference.target().id()
          });
    }
    for (String tag : found.tags()) {
      tags.add(new Object[] {controlPlane, entity.workspace(), tag, kind, id});
    }
  }
}
