package io.troop.control.admin;

import io.troop.control.edit.Ids;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Commits;
import io.troop.control.store.Provenance;
import io.troop.control.store.Workspaces;
import io.troop.plugin.schema.SchemaViolations;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Workspaces.
@Component
@Order(20)
class WorkspaceEndpoints implements EndpointSource {

  private static final String ONE = "/workspaces/{workspaces}";

  /// Names of Kong's entities that are not kinds of ours.
  private static final Set<String> RESERVED =
      Set.of(
          "admins",
          "applications",
          "application_instances",
          "audit_objects",
          "audit_requests",
          "clustering_data_planes",
          "consumer_group_consumers",
          "consumer_group_plugins",
          "consumer_reset_secrets",
          "credentials",
          "developers",
          "document_objects",
          "event_hooks",
          "files",
          "group_rbac_roles",
          "groups",
          "keyring_keys",
          "keyring_meta",
          "legacy_files",
          "licenses",
          "login_attempts",
          "parameters",
          "rbac_role_endpoints",
          "rbac_role_entities",
          "rbac_roles",
          "rbac_user_groups",
          "rbac_user_roles",
          "rbac_users",
          "tags",
          "workspace_entity_counters",
          "workspaces");

  private static final ShortList<Workspaces.Workspace> LIST =
      ShortList.<Workspaces.Workspace>by(workspace -> workspace.id().toString())
          .searchedIn(workspace ->
              Stream.of(
                  workspace.name(),
                  workspace.id().toString(),
                  workspace.document().get("comment") instanceof String comment ? comment : ""))
          .orderedBy("name", Workspaces.Workspace::name)
          .orderedByNumber(
              "created_at",
              workspace ->
                  workspace.document().get("created_at") instanceof Number at
                      ? at.longValue()
                      : 0L);

  private final Workspaces workspaces;
  private final Kinds kinds;
  private final Commits commits;
  private final Guard guard;
  private final InstantSource clock;

  WorkspaceEndpoints(
      Workspaces workspaces, Kinds kinds, Commits commits, Guard guard, InstantSource clock) {
    this.guard = guard;
    this.commits = commits;
    this.workspaces = workspaces;
    this.kinds = kinds;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", "/workspaces", this::list)
        .add("POST", "/workspaces", this::create)
        .add("GET", ONE, call -> find(call).map(this::shown).orElseGet(Answer::notFound))
        .add("GET", ONE + "/meta", this::meta)
        .add("PUT", ONE, this::put)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete);
  }

  private Answer shown(Workspaces.Workspace workspace) {
    return Answer.ok(workspace.document());
  }

  private Answer list(Call call) {
    return LIST.answer(
        call, workspaces.all(call.controlPlane()), "/workspaces", Workspaces.Workspace::document);
  }

  private Optional<Workspaces.Workspace> find(Call call) {
    UUID id = Ids.parse(call.parameter(0));
    return id == null
        ? workspaces.byName(call.controlPlane(), call.parameter(0))
        : workspaces.byId(call.controlPlane(), id);
  }

  private Answer create(Call call) {
    return Answer.created(add(call, call.body().fields()).document());
  }

  private Answer put(Call call) {
    Optional<Workspaces.Workspace> there = find(call);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(call.body().fields());
    if (there.isPresent()) {
      return Answer.ok(change(call, there.get(), fields).document());
    }
    if (Ids.parse(call.parameter(0)) == null) {
      fields.put("name", call.parameter(0));
    } else {
      fields.put("id", call.parameter(0));
    }
    return Answer.ok(add(call, fields).document());
  }

  private Answer patch(Call call) {
    return find(call)
        .map(workspace -> Answer.ok(change(call, workspace, call.body().fields()).document()))
        .orElseGet(Answer::notFound);
  }

  private Answer delete(Call call) {
    Optional<Workspaces.Workspace> workspace = find(call);
    if (workspace.isEmpty()) {
      return Answer.noContent();
    }
    String name = workspace.get().name();
    if (name.equals(Workspaces.DEFAULT)) {
      return Answer.message(400, "Cannot delete default workspace");
    }
    if (call.argument("cascade").filter(Set.of("true", "1")::contains).isPresent()) {
      guard.check(
          call.caller(),
          new Guard.Access(
              "DELETE",
              ONE + "/cascade",
              List.of("workspaces", name),
              List.of(name),
              call.controlPlane(),
              Workspaces.DEFAULT));
      empty(call, name);
    }
    return workspaces.delete(call.controlPlane(), name)
        ? Answer.noContent()
        : Answer.message(400, "Workspace is not empty");
  }

  /// Deletes all that lives in a workspace, those that refer to others first.
  private void empty(Call call, String name) {
    commits.commit(
        call.controlPlane(),
        new Provenance(call.author(), "delete workspace " + name),
        draft -> {
          for (Kind kind : kinds.all().reversed()) {
            draft.all(kind.name()).stream()
                .filter(stored -> stored.workspace().equals(name))
                .forEach(stored -> draft.delete(stored.key()));
          }
          return true;
        });
  }

  private Answer meta(Call call) {
    return find(call)
        .map(workspace ->
            Answer.ok(Map.of("counts", workspaces.counts(call.controlPlane(), workspace.name()))))
        .orElseGet(Answer::notFound);
  }

  private Workspaces.Workspace add(Call call, Map<String, @Nullable Object> fields) {
    String name = name(fields);
    UUID id =
        fields.get("id") instanceof String given && Ids.parse(given) != null
            ? UUID.fromString(given)
            : UUID.randomUUID();
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", id.toString());
    document.put("name", name);
    document.put("comment", fields.get("comment"));
    document.put("config", fields.getOrDefault("config", Map.of()));
    document.put("meta", fields.getOrDefault("meta", Map.of()));
    document.put("created_at", clock.instant().getEpochSecond());
    document.put("updated_at", clock.instant().getEpochSecond());
    Workspaces.Workspace workspace = new Workspaces.Workspace(id, name, document);
    if (!workspaces.add(call.controlPlane(), workspace)) {
      throw new AdminErrors.Refused(AdminErrors.unique(Map.of("name", name)));
    }
    return workspace;
  }

  private Workspaces.Workspace change(
      Call call, Workspaces.Workspace workspace, Map<String, @Nullable Object> fields) {
    if (fields.get("name") != null && !workspace.name().equals(fields.get("name"))) {
      throw SchemaViolations.of("name", "Cannot rename a workspace");
    }
    Map<String, @Nullable Object> document = new LinkedHashMap<>(workspace.document());
    for (String field : List.of("comment", "config", "meta")) {
      if (fields.containsKey(field)) {
        document.put(field, fields.get(field));
      }
    }
    document.put("updated_at", clock.instant().getEpochSecond());
    Workspaces.Workspace changed =
        new Workspaces.Workspace(workspace.id(), workspace.name(), document);
    workspaces.update(call.controlPlane(), changed);
    return changed;
  }

  /// The name asked for: its own paths must not hide those of entities.
  private String name(Map<String, @Nullable Object> fields) {
    if (!(fields.get("name") instanceof String name)) {
      throw SchemaViolations.of("name", "required field missing");
    }
    if (!name.matches("[\\w.~-]+")) {
      throw SchemaViolations.of(
          "name",
          "invalid value '"
              + name
              + "': the only accepted ascii characters are alphanumerics or ., -, _, and ~");
    }
    if (name.equals(".") || name.equals("..")) {
      throw SchemaViolations.of("name", "must not be a way to another path");
    }
    if (RESERVED.contains(name)
        || kinds.all().stream()
            .anyMatch(kind -> kind.name().equals(name) || kind.spec().path().equals(name))) {
      throw SchemaViolations.of("name", "must not be the name of an entity");
    }
    return name;
  }
}
