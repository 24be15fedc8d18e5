package io.troop.control.admin;

import io.troop.control.edit.EntityEditor;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Schemas;
import io.troop.control.store.Commits;
import io.troop.control.store.Draft;
import io.troop.control.store.Provenance;
import io.troop.control.store.Stored;
import io.troop.plugin.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// One call of the Admin API as a change set of one, or as a part of a larger one.
@Component
class EntityWrites {

  private static final ScopedValue<Draft> SET = ScopedValue.newInstance();

  private static final String BASIC_AUTH = "basicauth_credentials";

  private final Commits commits;
  private final EntityEditor editor;
  private final EntityView view;
  private final Schemas schemas;

  EntityWrites(Commits commits, EntityEditor editor, EntityView view, Schemas schemas) {
    this.commits = commits;
    this.editor = editor;
    this.view = view;
    this.schemas = schemas;
  }

  /// Makes all calls below parts of one change set.
  static void within(Draft draft, Runnable calls) {
    ScopedValue.where(SET, draft).run(calls);
  }

  /// Whether the call that this thread works on is a part of a change set.
  static boolean isWithin() {
    return SET.isBound();
  }

  /// Commits what the work does, told by what it changes; as a part of a change set only drafts it.
  <T> T commit(Call call, Function<Draft, T> work) {
    return commit(call, "", work);
  }

  /// The same, told in these words.
  <T> T commit(Call call, String message, Function<Draft, T> work) {
    if (SET.isBound()) {
      return work.apply(SET.get());
    }
    Function<Draft, T> announced =
        draft -> {
          Errand.current().ifPresent(Errand::begins);
          return work.apply(draft);
        };
    return commits
        .commit(call.controlPlane(), new Provenance(call.author(), message), announced)
        .answer();
  }

  /// The fields of a new entity as the call brought them: texts of a form turned into what the
  /// schema asks for.
  Map<String, @Nullable Object> typed(Draft draft, Call call, Kind kind) {
    return typed(call, schemas.of(kind, draft));
  }

  /// The fields of a change to this entity.
  Map<String, @Nullable Object> typed(Draft draft, Call call, Kind kind, Stored stored) {
    return typed(call, schemas.of(kind, draft, stored.document()));
  }

  private static Map<String, @Nullable Object> typed(Call call, Schema schema) {
    Map<String, @Nullable Object> fields = call.body().typed(schema);
    return call.isInKonnect() ? UnsetFields.removed(schema.forKind(fields), fields) : fields;
  }

  Map<String, @Nullable Object> create(
      Draft draft, Call call, Kind kind, Map<String, @Nullable Object> fields) {
    Stored made = editor.create(draft, call.workspace(), kind, fields);
    return view.show(draft, kind, digested(draft, call, kind, made, fields));
  }

  Map<String, @Nullable Object> update(
      Draft draft, Call call, Kind kind, Stored stored, Map<String, @Nullable Object> fields) {
    Stored changed = editor.update(draft, kind, stored, fields);
    return view.show(draft, kind, digested(draft, call, kind, changed, fields));
  }

  Map<String, @Nullable Object> replace(
      Draft draft, Call call, Kind kind, UUID id, Map<String, @Nullable Object> fields) {
    Stored there = editor.replace(draft, call.workspace(), kind, id, fields);
    return view.show(draft, kind, digested(draft, call, kind, there, fields));
  }

  /// Konnect: with `skip_hash` the password that is sent is its digest already.
  private static Stored digested(
      Draft draft, Call call, Kind kind, Stored stored, Map<String, @Nullable Object> fields) {
    if (!call.isInKonnect()
        || !kind.name().equals(BASIC_AUTH)
        || call.argument("skip_hash").filter("true"::equals).isEmpty()
        || !(fields.get("password") instanceof String digest)) {
      return stored;
    }
    Map<String, @Nullable Object> document = new LinkedHashMap<>(stored.document());
    document.put("password", digest);
    draft.put(kind.spec(), stored.workspace(), document);
    return new Stored(stored.key(), stored.workspace(), document);
  }

  void delete(Draft draft, Kind kind, UUID id) {
    editor.delete(draft, kind, id);
  }

  /// Puts an entity in the place of one that may be there, or adds it.
  Map<String, @Nullable Object> upsert(
      Draft draft,
      Call call,
      Kind kind,
      Optional<Stored> there,
      Map<String, @Nullable Object> fields) {
    return there.isPresent()
        ? replace(draft, call, kind, there.get().id(), fields)
        : create(draft, call, kind, fields);
  }
}
