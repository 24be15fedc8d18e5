package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import io.troop.control.store.Violation;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.Schema;
import io.troop.state.EntityKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Turns what somebody sends into documents and puts them into a draft. *Thread-safe.*
///
/// Every method returns the entity as it is shown, or throws: `SchemaViolations` for what the
/// schema refuses, `Violation.Found` for what the store refuses, [EditException] for the rest.
@Service
public class EntityEditor {

  private final Kinds kinds;
  private final Autos autos;
  private final Expiry expiry;
  private final Quirks quirks;
  private final Schemas schemas;
  private final ReferenceFaults faults;

  EntityEditor(
      Kinds kinds,
      Autos autos,
      Expiry expiry,
      Quirks quirks,
      Schemas schemas,
      ReferenceFaults faults) {
    this.faults = faults;
    this.kinds = kinds;
    this.autos = autos;
    this.expiry = expiry;
    this.quirks = quirks;
    this.schemas = schemas;
  }

  /// Adds an entity.
  public Stored create(
      Draft draft, String workspace, Kind kind, Map<String, @Nullable Object> input) {
    return write(draft, kind.home(workspace), kind, input, null);
  }

  /// Changes the named fields of an entity.
  public Stored update(Draft draft, Kind kind, Stored stored, Map<String, @Nullable Object> patch) {
    String workspace = stored.workspace();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(patch);
    Quirk.Rest rest = quirks.of(kind).before(draft, workspace, stored.id(), fields);
    fields.remove("id");
    resolve(draft, workspace, kind, fields);
    Object ttl = fields.get("ttl");
    Schema schema = schemas.of(kind, draft);
    Map<String, @Nullable Object> document =
        faults.told(
            kind,
            fields,
            () -> schema.update(fields, expiry.withoutMoment(kind, stored.document()), autos));
    expiry.setMoment(kind, document, fields.containsKey("ttl") ? ttl : null);
    if (!fields.containsKey("ttl")) {
      expiry.keepMoment(kind, document, stored.document());
    }
    draft.put(kind.spec(), workspace, document);
    rest.run(draft, stored.id());
    return new Stored(stored.key(), workspace, document);
  }

  /// Adds an entity with this id, or puts the given one in its place: fields that are not sent go
  /// back to their defaults.
  public Stored replace(
      Draft draft, String workspace, Kind kind, UUID id, Map<String, @Nullable Object> input) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(input);
    fields.put("id", id.toString());
    return write(draft, kind.home(workspace), kind, fields, draft.get(kind.key(id)).orElse(null));
  }

  private Stored write(
      Draft draft,
      String workspace,
      Kind kind,
      Map<String, @Nullable Object> input,
      @Nullable Stored before) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(input);
    UUID known = before == null ? null : before.id();
    Quirk.Rest rest = quirks.of(kind).before(draft, workspace, known, fields);
    resolve(draft, workspace, kind, fields);
    if (before != null
        && fields.get("created_at") == null
        && kind.schema().field("created_at") != null) {
      fields.put("created_at", before.document().get("created_at"));
    }
    Schema schema = schemas.of(kind, draft);
    Map<String, @Nullable Object> document =
        faults.told(kind, fields, () -> schema.create(fields, autos));
    if (document.get("id") == null) {
      throw new EditException(new EditException.Reason.NoId());
    }
    expiry.setMoment(kind, document, fields.get("ttl"));
    if (before == null) {
      checkKey(draft, kind, document);
      draft.insert(kind.spec(), workspace, document);
    } else {
      draft.put(kind.spec(), workspace, document);
    }
    UUID id = UUID.fromString(String.valueOf(document.get("id")));
    rest.run(draft, id);
    return new Stored(kind.key(id), workspace, document);
  }

  /// PostgreSQL tells of a taken id with the words "duplicate key value", in which Kong finds the
  /// name of a unique field `key`: such an entity is refused for its key.
  private static void checkKey(Draft draft, Kind kind, Map<String, @Nullable Object> document) {
    EntityKey key = kind.key(UUID.fromString(String.valueOf(document.get("id"))));
    if (kind.spec().uniqueKeys().contains(List.of("key")) && draft.get(key).isPresent()) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("key", document.get("key"));
      throw new Violation.Found(new Violation.Unique(key, fields));
    }
  }

  /// Deletes an entity and what goes with it.
  public void delete(Draft draft, Kind kind, UUID id) {
    EntityKey key = kind.key(id);
    draft.get(key).ifPresent(stored -> quirks.of(kind).beforeDelete(draft, stored));
    draft.delete(key);
  }

  /// Puts ids in the place of names in references: `{"username": "bob"}` becomes `{"id": "…"}`.
  private void resolve(
      Draft draft, String workspace, Kind kind, Map<String, @Nullable Object> fields) {
    Map<String, Map<String, Object>> unresolved = new LinkedHashMap<>();
    Map<String, String> targets = new LinkedHashMap<>();
    for (EntitySpec.Reference reference : kind.spec().references()) {
      if (fields.get(reference.field()) instanceof Map<?, ?> value && !hasId(value)) {
        Map<String, Object> missed = new LinkedHashMap<>();
        Optional<UUID> found = named(draft, workspace, kinds.of(reference.target()), value, missed);
        if (found.isPresent()) {
          fields.put(reference.field(), Map.of("id", found.get().toString()));
        } else if (!missed.isEmpty()) {
          unresolved.put(reference.field(), missed);
          targets.put(reference.field(), reference.target());
        }
      }
    }
    if (!unresolved.isEmpty()) {
      throw new EditException(new EditException.Reason.Unresolved(unresolved, targets));
    }
  }

  private static boolean hasId(Map<?, ?> reference) {
    return reference.get("id") instanceof String id && Ids.parse(id) != null;
  }

  private static Optional<UUID> named(
      Draft draft, String workspace, Kind target, Map<?, ?> value, Map<String, Object> missed) {
    for (var fields : target.spec().uniqueKeys()) {
      Object wanted = fields.size() == 1 ? value.get(fields.getFirst()) : null;
      if (wanted != null) {
        Optional<Stored> found =
            draft.find(target.home(workspace), target.spec(), fields.getFirst(), wanted);
        if (found.isPresent()) {
          return found.map(Stored::id);
        }
        missed.put(fields.getFirst(), wanted);
      }
    }
    return Optional.empty();
  }
}
