package io.troop.control.declarative;

import io.troop.control.document.Json;
import io.troop.control.edit.Expiry;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.edit.Schemas;
import io.troop.control.store.Commits;
import io.troop.control.store.Draft;
import io.troop.control.store.EntityReads;
import io.troop.control.store.Provenance;
import io.troop.control.store.Stored;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.state.EntityKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Makes a workspace what a declaration says, in one commit: entities that are not in it go.
/// *Thread-safe.*
///
/// An entity that stays what it was is not touched, so that a second import of the same declaration
/// changes nothing.
@Service
public class DeclarativeImport {

  private static final String CREATED = "created_at";
  private static final String UPDATED = "updated_at";

  private final Kinds kinds;
  private final Schemas schemas;
  private final EntityReads reads;
  private final Expiry expiry;
  private final Autos autos;
  private final Commits commits;

  DeclarativeImport(
      Kinds kinds,
      Schemas schemas,
      EntityReads reads,
      Expiry expiry,
      Autos autos,
      Commits commits) {
    this.kinds = kinds;
    this.schemas = schemas;
    this.reads = reads;
    this.expiry = expiry;
    this.autos = autos;
    this.commits = commits;
  }

  /// The document of a text, JSON or YAML.
  ///
  /// @throws InvalidDeclaration when it is neither, or no object
  public static Map<String, @Nullable Object> document(String text) {
    return Declaration.document(text);
  }

  /// The entities of a declaration, checked and complete.
  ///
  /// @param document as [#document] gives it
  /// @throws InvalidDeclaration with everything that is wrong
  public List<Declared> check(
      UUID controlPlane, String workspace, Map<String, @Nullable Object> document) {
    List<Kind> declared = Declaration.kinds(kinds);
    Declaration declaration = Declaration.of(document, declared);
    GeneratedIds ids = new GeneratedIds(workspace);
    declaration.sections().values().forEach(items -> items.forEach(ids::assign));
    References references = new References(declared, declaration);
    declaration.each(references::resolve);
    Completing completing = new Completing(controlPlane, declaration.transforming());
    declaration.each(completing::complete);
    refuseWrong(declaration);
    Uniqueness uniqueness = new Uniqueness();
    declaration.each(uniqueness::checkIdentity);
    if (!declaration.isWrong()) {
      declaration.each(uniqueness::checkFields);
    }
    if (declaration.isWrong()) {
      throw Faults.of(declaration);
    }
    List<Declared> entities = new ArrayList<>();
    declaration.each(item -> entities.add(declared(item, workspace)));
    return entities;
  }

  /// What is wrong with single entities is told alone: what is wrong between them may come of it.
  private static void refuseWrong(Declaration declaration) {
    boolean[] wrong = {!declaration.wrong().isEmpty()};
    declaration.each(item -> wrong[0] |= item.error != null);
    if (wrong[0]) {
      declaration.each(item -> item.conflicts.clear());
      throw Faults.of(declaration);
    }
  }

  /// Makes the documents of items.
  private final class Completing {
    private final UUID controlPlane;
    private final boolean transforming;
    private final Map<String, Schema> byKind = new HashMap<>();

    Completing(UUID controlPlane, boolean transforming) {
      this.controlPlane = controlPlane;
      this.transforming = transforming;
    }

    void complete(Item item) {
      if (item.written == null || item.error != null) {
        return;
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>(item.fields());
      fields.remove("_comment");
      fields.remove("_ignore");
      if (fields.get("id") == null) {
        fields.put("id", String.valueOf(item.id));
      }
      item.references.forEach((field, id) -> fields.put(field, Map.of("id", id.toString())));
      Schema schema =
          byKind.computeIfAbsent(
              item.kind.name(), _ -> schemas.of(item.kind, reads.now(controlPlane)));
      try {
        Map<String, @Nullable Object> document =
            transforming ? schema.create(fields, autos) : schema.complete(fields, autos);
        keepTimes(item, document);
        expiry.setMoment(item.kind, document, item.fields().get("ttl"));
        item.document = document;
      } catch (SchemaViolations violations) {
        item.error = violations.fields();
      }
    }

    /// A time that was written is kept, also that of the last change: what was exported comes back
    /// as it was.
    private void keepTimes(Item item, Map<String, @Nullable Object> document) {
      if (item.fields().get(UPDATED) instanceof Number time && document.containsKey(UPDATED)) {
        document.put(UPDATED, time);
      }
    }
  }

  /// An entity of a declaration.
  ///
  /// @param made the times in it that were not written but made
  public record Declared(Stored entity, Set<String> made) {}

  private static Declared declared(Item item, String workspace) {
    Set<String> made = new HashSet<>();
    for (String time : List.of(CREATED, UPDATED)) {
      if (item.fields().get(time) == null && item.document.containsKey(time)) {
        made.add(time);
      }
    }
    EntityKey key = item.kind.key(Objects.requireNonNull(item.id));
    return new Declared(new Stored(key, item.kind.home(workspace), item.document), made);
  }

  /// Commits what [#check] gave.
  ///
  /// @param dry whether only to tell what would change
  /// @throws io.troop.control.store.Violation.Found for what the store refuses
  public Commits.Committed<Integer> commit(
      UUID controlPlane,
      String workspace,
      List<Declared> entities,
      Provenance provenance,
      boolean dry) {
    Set<String> replaced = new HashSet<>();
    for (Kind kind : Declaration.kinds(kinds)) {
      // What belongs to all workspaces is not another one's to take away.
      if (kind.home(workspace).equals(workspace)) {
        replaced.add(kind.name());
      }
    }
    Function<Draft, Integer> work = draft -> become(draft, workspace, replaced, entities);
    return dry
        ? commits.plan(controlPlane, OptionalLong.empty(), work)
        : commits.commit(controlPlane, provenance, work);
  }

  private static Integer become(
      Draft draft, String workspace, Set<String> replaced, List<Declared> entities) {
    List<Stored> wanted = new ArrayList<>(entities.size());
    for (Declared declared : entities) {
      Stored before = draft.get(declared.entity().key()).orElse(null);
      wanted.add(before == null ? declared.entity() : following(before, declared));
    }
    draft.become(workspace, replaced, wanted);
    return entities.size();
  }

  /// What an entity becomes: times that were made are kept from before, that of the last change
  /// only when nothing else has changed.
  private static Stored following(Stored before, Declared declared) {
    Stored after = declared.entity();
    Map<String, @Nullable Object> document = new LinkedHashMap<>(after.document());
    Map<String, @Nullable Object> was = before.document();
    if (declared.made().contains(CREATED)) {
      document.put(CREATED, was.get(CREATED));
    }
    if (declared.made().contains(UPDATED)) {
      Object now = document.put(UPDATED, was.get(UPDATED));
      if (!Arrays.equals(Json.bytes(document), Json.bytes(was))) {
        document.put(UPDATED, now);
      }
    }
    return new Stored(after.key(), after.workspace(), document);
  }
}
