package io.troop.control.konnect;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.edit.EntityEditor;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.edit.Schemas;
import io.troop.control.lua.UploadedSchema;
import io.troop.control.store.Commits;
import io.troop.control.store.Draft;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityReads;
import io.troop.control.store.Provenance;
import io.troop.control.store.Stored;
import io.troop.control.store.Workspaces;
import io.troop.plugin.Catalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `plugin-schemas`: the schemas of plugins that users brought themselves. Once one is there, the
/// plugin can be configured like any other. Every write is a commit of the control plane.
@Component
@Order(30)
class PluginSchemaEndpoints implements EndpointSource {

  private static final String ALL = "/plugin-schemas";
  private static final String ONE = ALL + "/{name}";

  private final Kinds kinds;
  private final Catalog catalog;
  private final EntityReads reads;
  private final EntityEditor editor;
  private final Commits commits;

  PluginSchemaEndpoints(
      Kinds kinds, Catalog catalog, EntityReads reads, EntityEditor editor, Commits commits) {
    this.kinds = kinds;
    this.catalog = catalog;
    this.reads = reads;
    this.editor = editor;
    this.commits = commits;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, Problems.guarded(this::list))
        .add("POST", ALL, Problems.guarded(this::create))
        .add("POST", "/schemas/preview", Problems.guarded(PluginSchemaEndpoints::preview))
        .add("GET", ONE, Problems.guarded(this::get))
        .add("PUT", ONE, Problems.guarded(this::replace))
        .add("DELETE", ONE, Problems.guarded(this::delete));
  }

  private Kind kind() {
    return kinds.of(Schemas.UPLOADED);
  }

  private Answer list(Call call) {
    List<Map<String, @Nullable Object>> items =
        Schemas.uploaded(reads.now(call.controlPlane())).stream()
            .map(PluginSchemaEndpoints::show)
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("page", Map.of("total_count", (long) items.size()));
    return Answer.ok(answer);
  }

  /// What a schema would look like, were it stored: the answer of `/schemas/plugins/{name}`.
  private static Answer preview(Call call) {
    UploadedSchema schema = read(call);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("name", schema.name());
    answer.putAll(schema.schema().describe());
    return Answer.ok(answer);
  }

  private Answer create(Call call) {
    UploadedSchema schema = read(call);
    if (catalog.plugin(schema.name()) != null) {
      return Problems.of(409, "the plugin '" + schema.name() + "' is built in");
    }
    return commits
        .commit(
            call.controlPlane(),
            new Provenance(call.author(), "upload the schema of plugin " + schema.name()),
            draft ->
                find(draft, schema.name()).isPresent()
                    ? Problems.of(
                        409, "there is a schema of plugin '" + schema.name() + "' already")
                    : Answer.created(
                        item(
                            editor.create(
                                draft, Workspaces.DEFAULT, kind(), Schemas.fields(schema)))))
        .answer();
  }

  private Answer get(Call call) {
    Entities entities = reads.now(call.controlPlane());
    return entities
        .byFields(Workspaces.DEFAULT, kind().spec(), Map.of("name", call.parameter(0)))
        .map(stored -> Answer.ok(item(stored)))
        .orElseThrow(() -> missing(call));
  }

  private Answer replace(Call call) {
    UploadedSchema schema = read(call);
    if (!schema.name().equals(call.parameter(0))) {
      return Problems.of(
          400,
          "the schema is that of plugin '" + schema.name() + "'",
          new Problems.Invalid(
              "lua_schema",
              "name: '" + schema.name() + "' (expected: '" + call.parameter(0) + "')"));
    }
    return commits
        .commit(
            call.controlPlane(),
            new Provenance(call.author(), "replace the schema of plugin " + schema.name()),
            draft -> {
              Stored before = find(draft, schema.name()).orElseThrow(() -> missing(call));
              return Answer.ok(item(editor.update(draft, kind(), before, Schemas.fields(schema))));
            })
        .answer();
  }

  private Answer delete(Call call) {
    commits.commit(
        call.controlPlane(),
        new Provenance(call.author(), "delete the schema of plugin " + call.parameter(0)),
        draft -> {
          Stored stored = find(draft, call.parameter(0)).orElseThrow(() -> missing(call));
          editor.delete(draft, kind(), stored.id());
          return true;
        });
    return Answer.noContent();
  }

  private Optional<Stored> find(Draft draft, String name) {
    return draft.find(Workspaces.DEFAULT, kind().spec(), "name", name);
  }

  private static RuntimeException missing(Call call) {
    return Problems.refused(404, "there is no schema of a plugin '" + call.parameter(0) + "'");
  }

  private static UploadedSchema read(Call call) {
    if (!(call.body().fields().get("lua_schema") instanceof String text)) {
      throw Problems.refused(
          400,
          "Invalid Parameters",
          new Problems.Invalid("lua_schema", "required: the text of a schema.lua"));
    }
    try {
      return UploadedSchema.read(text);
    } catch (UploadedSchema.Refused refused) {
      throw Problems.refused(
          400,
          String.valueOf(refused.getMessage()),
          refused.problems().stream()
              .map(problem -> new Problems.Invalid("lua_schema", problem.toString()))
              .toArray(Problems.Invalid[]::new));
    }
  }

  private static Map<String, Object> item(Stored stored) {
    return Map.of("item", show(stored));
  }

  private static Map<String, @Nullable Object> show(Stored stored) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (String field : List.of("name", "lua_schema", "created_at", "updated_at")) {
      out.put(field, stored.document().get(field));
    }
    return out;
  }
}
