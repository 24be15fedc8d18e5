package io.troop.control.store;

import static io.troop.control.database.RowBatch.Column.BYTES;
import static io.troop.control.database.RowBatch.Column.ID;
import static io.troop.control.database.RowBatch.Column.NUMBER;
import static io.troop.control.database.RowBatch.Column.TEXT;

import io.troop.control.database.RowBatch;
import io.troop.control.document.Json;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Sealed;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Writes commits into the database, all that share a transaction in one round trip: a text of
/// several statements, their rows as arrays. Runs in the caller's transaction. *Thread-safe.*
@Component
class CommitWriter {

  private final JdbcTemplate jdbc;
  private final EntitySpecs specs;
  private final SecretFields secrets;
  private final KeyDigests digests;

  CommitWriter(JdbcTemplate jdbc, EntitySpecs specs, SecretFields secrets, KeyDigests digests) {
    this.jdbc = jdbc;
    this.specs = specs;
    this.secrets = secrets;
    this.digests = digests;
  }

  /// Writes revisions that follow each other.
  void write(UUID controlPlane, List<Group.Made> made) {
    Batch batch = new Batch(controlPlane);
    made.forEach(batch::add);
    List<Part> parts = batch.parts();
    jdbc.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              String sql = String.join(";\n", parts.stream().map(Part::sql).toList());
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int next = 1;
                for (Part part : parts) {
                  next = part.binder().bind(statement, next);
                }
                return statement.execute();
              }
            });
  }

  @FunctionalInterface
  private interface Binder {
    int bind(PreparedStatement statement, int from) throws java.sql.SQLException;
  }

  /// One statement and what sets its parameters.
  private record Part(String sql, Binder binder) {}

  /// What becomes of one entity over all the commits.
  private record Net(boolean wasThere, @Nullable Entity after, long revision) {}

  /// The rows of some commits.
  private final class Batch {
    private final UUID controlPlane;
    private final RowBatch revisions =
        new RowBatch(NUMBER, NUMBER, BYTES, BYTES, TEXT, TEXT, NUMBER, TEXT);
    private final RowBatch changes = new RowBatch(NUMBER, NUMBER, TEXT, ID, TEXT, TEXT, TEXT);
    private final RowBatch stale = new RowBatch(TEXT, ID);
    private final RowBatch gone = new RowBatch(TEXT, ID);
    private final RowBatch entities = new RowBatch(TEXT, ID, TEXT, TEXT, NUMBER);
    private final RowBatch keys = new RowBatch(TEXT, TEXT, TEXT, BYTES, ID);
    private final RowBatch references = new RowBatch(TEXT, ID, TEXT, TEXT, ID);
    private final RowBatch tags = new RowBatch(TEXT, TEXT, TEXT, ID);
    private final Map<EntityKey, Net> nets = new LinkedHashMap<>();
    private final IdentityHashMap<Entity, String> hidden = new IdentityHashMap<>();
    private Group.@Nullable Made last;

    Batch(UUID controlPlane) {
      this.controlPlane = controlPlane;
    }

    void add(Group.Made made) {
      last = made;
      Sealed sealed = made.sealed();
      revisions.add(
          sealed.revision(),
          sealed.revision() - 1,
          sealed.root().hash().bytes(),
          sealed.signature(),
          made.provenance().author(),
          made.provenance().message(),
          (long) made.steps().size(),
          made.at().toString());
      long position = 0;
      for (Draft.Step step : made.steps()) {
        EntityKey key = step.key();
        changes.add(
            sealed.revision(),
            position++,
            key.kind(),
            key.id(),
            step.entity().workspace(),
            hidden(step.before()),
            hidden(step.after()));
        Net earlier = nets.get(key);
        boolean wasThere = earlier == null ? step.before() != null : earlier.wasThere();
        nets.put(key, new Net(wasThere, step.after(), sealed.revision()));
      }
    }

    /// An entity as the database may hold it: encrypted once, however often it is written.
    private @Nullable String hidden(@Nullable Entity entity) {
      return entity == null
          ? null
          : hidden.computeIfAbsent(entity, one -> secrets.hidden(controlPlane, one));
    }

    private void settle(EntityKey key, Net net) {
      Entity after = net.after();
      if (after == null) {
        if (net.wasThere()) {
          gone.add(key.kind(), key.id());
        }
        return;
      }
      if (net.wasThere()) {
        stale.add(key.kind(), key.id());
      }
      entities.add(key.kind(), key.id(), after.workspace(), hidden(after), net.revision());
      specs.find(key.kind()).ifPresent(spec -> facts(spec, after));
    }

    private void facts(EntitySpec spec, Entity entity) {
      String kind = entity.key().kind();
      UUID id = entity.key().id();
      EntityFacts found = EntityFacts.of(spec, entity.workspace(), Json.object(entity.json()));
      for (EntityFacts.Unique unique : found.keys()) {
        EntityFacts.UniqueKey key = unique.key();
        keys.add(key.workspace(), kind, key.name(), digests.of(spec, key), id);
      }
      for (EntityFacts.Reference reference : found.references()) {
        EntityKey target = reference.target();
        references.add(kind, id, reference.field(), target.kind(), target.id());
      }
      found.tags().forEach(tag -> tags.add(entity.workspace(), tag, kind, id));
    }

    /// All statements, in the order that the constraints ask for.
    List<Part> parts() {
      nets.forEach(this::settle);
      List<Part> parts = new ArrayList<>();
      add(
          parts,
          revisions,
          "insert into revision (control_plane, number, parent, root, signature, author, message,"
              + " changes, created_at) select ?, n, p, r, s, a, m, c, t::timestamptz from %s"
              + " as row (n, p, r, s, a, m, c, t)");
      for (String table : List.of("entity_key", "entity_reference", "entity_tag")) {
        add(
            parts,
            stale,
            "delete from "
                + table
                + " t using (select ? as plane) p, %s as row (kind, id)"
                + " where t.control_plane = p.plane and t.kind = row.kind and t.entity = row.id");
      }
      // The rows of these three go with the entity.
      add(
          parts,
          gone,
          "delete from entity t using (select ? as plane) p, %s as row (kind, id)"
              + " where t.control_plane = p.plane and t.kind = row.kind and t.id = row.id");
      add(
          parts,
          entities,
          "insert into entity (control_plane, kind, id, workspace, document, revision)"
              + " select ?, k, i, w, d::jsonb, r from %s as row (k, i, w, d, r)"
              + " on conflict (control_plane, kind, id) do update set workspace ="
              + " excluded.workspace, document = excluded.document, revision = excluded.revision");
      add(
          parts,
          keys,
          "insert into entity_key (control_plane, workspace, kind, name, digest, entity)"
              + " select ?, row.* from %s as row");
      add(
          parts,
          references,
          "insert into entity_reference (control_plane, kind, entity, field, target_kind, target)"
              + " select ?, row.* from %s as row");
      add(
          parts,
          tags,
          "insert into entity_tag (control_plane, workspace, tag, kind, entity)"
              + " select ?, row.* from %s as row");
      add(
          parts,
          changes,
          "insert into change (control_plane, revision, position, kind, entity, workspace, before,"
              + " after) select ?, r, p, k, i, w, b::jsonb, a::jsonb from %s"
              + " as row (r, p, k, i, w, b, a)");
      parts.add(head(Objects.requireNonNull(last)));
      return parts;
    }

    private void add(List<Part> parts, RowBatch rows, String sql) {
      if (!rows.isEmpty()) {
        parts.add(
            new Part(
                sql.formatted(rows.unnest()),
                (statement, from) -> {
                  statement.setObject(from, controlPlane);
                  return rows.bind(statement, from + 1);
                }));
      }
    }

    /// Moves the head, and tells the other processes when the transaction commits.
    private Part head(Group.Made made) {
      Sealed sealed = made.sealed();
      return new Part(
          "update control_plane set revision = ?, root = ?, signature = ?, updated_at ="
              + " ?::timestamptz where id = ?; select pg_notify(?, ?)",
          (statement, from) -> {
            statement.setLong(from, sealed.revision());
            statement.setBytes(from + 1, sealed.root().hash().bytes());
            statement.setBytes(from + 2, sealed.signature());
            statement.setString(from + 3, made.at().toString());
            statement.setObject(from + 4, controlPlane);
            statement.setString(from + 5, CommitWatcher.CHANNEL);
            statement.setString(from + 6, controlPlane + " " + sealed.revision());
            return from + 7;
          });
    }
  }
}
