package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.Paging;
import io.troop.control.edit.Ids;
import io.troop.control.governance.access.Permission.OnEndpoint;
import io.troop.control.governance.access.Permission.OnEntity;
import io.troop.plugin.schema.SchemaViolations;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/rbac/roles`: roles and what they permit.
@Component
@Order(20)
final class RbacRoleEndpoints implements EndpointSource {

  private static final String ALL = "/rbac/roles";
  private static final String ONE = ALL + "/{rbac_roles}";
  private static final int DEEPEST = 8;

  private final AccountStore store;
  private final RbacEditor editor;
  private final Places places;
  private final InstantSource clock;

  RbacRoleEndpoints(AccountStore store, RbacEditor editor, Places places, InstantSource clock) {
    this.places = places;
    this.store = store;
    this.editor = editor;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, this::list)
        .add("POST", ALL, this::create)
        .add("GET", ONE, call -> Answer.ok(RbacView.role(role(store.accounts(), call))))
        .add("PUT", ONE, this::put)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete)
        .add("GET", ONE + "/permissions", this::permissions)
        .add("GET", ONE + "/endpoints", this::endpoints)
        .add("POST", ONE + "/endpoints", this::addEndpoint)
        .add("GET", ONE + "/entities", this::entities)
        .add("POST", ONE + "/entities", this::addEntity)
        .add("GET", ONE + "/entities/{entity_id}", this::entity)
        .add("PATCH", ONE + "/entities/{entity_id}", this::patchEntity)
        .add("DELETE", ONE + "/entities/{entity_id}", this::deleteEntity);
    // The endpoint of a permission is a path of its own.
    StringBuilder path = new StringBuilder(ONE + "/endpoints/{workspace}");
    for (int i = 1; i <= DEEPEST; i++) {
      path.append("/{endpoint_").append(i).append('}');
      endpoints
          .add("GET", path.toString(), this::endpoint)
          .add("PATCH", path.toString(), this::patchEndpoint)
          .add("DELETE", path.toString(), this::deleteEndpoint);
    }
  }

  private Role role(Accounts accounts, Call call) {
    return find(accounts, call).orElseThrow(RbacRoleEndpoints::missing);
  }

  private Optional<Role> find(Accounts accounts, Call call) {
    String name = call.parameter(0);
    return accounts.roles().values().stream()
        .filter(role -> role.name().equals(name) || role.id().toString().equals(name))
        .filter(role -> role.workspace().equals(places.of(call)))
        .findFirst();
  }

  private static AdminErrors.Refused missing() {
    return new AdminErrors.Refused(Answer.notFound());
  }

  private Answer list(Call call) {
    return Paging.shortList(
        call,
        store.accounts().roles().values().stream()
            .filter(role -> role.workspace().equals(places.of(call)))
            .toList(),
        ALL,
        Role::name,
        RbacView::role);
  }

  private Answer create(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    return Answer.created(
        RbacView.role(
            editor.change(
                call, change -> add(change, call, UUID.randomUUID(), body.name(), body))));
  }

  /// Changes a role, or adds it with the id or the name that the path tells.
  private Answer put(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    String key = call.parameter(0);
    UUID id = Ids.parse(key);
    return Answer.ok(
        RbacView.role(
            editor.change(
                call,
                change -> {
                  Role before = find(change.accounts(), call).orElse(null);
                  if (before == null) {
                    return add(
                        change,
                        call,
                        id == null ? UUID.randomUUID() : id,
                        id == null ? key : body.name(),
                        body);
                  }
                  Role after = changed(change.accounts(), before, body);
                  change.put(before, after);
                  return after;
                })));
  }

  private Role add(RbacEditor.Change change, Call call, UUID id, String name, RbacBody body) {
    Instant now = clock.instant();
    Role role =
        new Role(
            id, places.of(call), name, body.text("comment"), false, List.of(), List.of(), now, now);
    isFree(change.accounts(), role.workspace(), role.name());
    change.put(null, role);
    return role;
  }

  private static void isFree(Accounts accounts, String workspace, String name) {
    if (accounts.role(workspace, name).isPresent()) {
      throw new AdminErrors.Refused(
          Answer.message(409, "UNIQUE violation detected on '{name=\"" + name + "\"}'"));
    }
  }

  private Answer patch(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    return Answer.ok(RbacView.role(change(call, role -> changed(store.read(), role, body))));
  }

  private Role changed(Accounts accounts, Role role, RbacBody body) {
    String name = body.has("name") ? body.name() : role.name();
    if (!name.equals(role.name())) {
      isFree(accounts, role.workspace(), name);
    }
    return new Role(
        role.id(),
        role.workspace(),
        name,
        body.has("comment") ? body.text("comment") : role.comment(),
        role.isDefault(),
        role.endpoints(),
        role.entities(),
        role.createdAt(),
        clock.instant());
  }

  private Role change(Call call, UnaryOperator<Role> work) {
    return editor.change(
        call,
        change -> {
          Role role = role(change.accounts(), call);
          Role after = work.apply(role);
          change.put(role, after);
          return after;
        });
  }

  private Answer delete(Call call) {
    editor.change(
        call,
        change -> {
          change.delete(role(change.accounts(), call));
          return true;
        });
    return Answer.noContent();
  }

  private Answer permissions(Call call) {
    return Answer.ok(RbacView.permissions(List.of(role(store.accounts(), call))));
  }

  // Permissions on endpoints.

  private Answer endpoints(Call call) {
    Role role = role(store.accounts(), call);
    return Answer.ok(
        RbacView.page(
            role.endpoints().stream().map(each -> RbacView.permission(role, each)).toList()));
  }

  private Answer addEndpoint(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    OnEndpoint added =
        new OnEndpoint(
            places.named(call, body.place(places.of(call))),
            body.endpoint(),
            body.actions(),
            body.flag("negative", false),
            body.text("comment"),
            clock.instant());
    Role role =
        change(
            call,
            before -> {
              if (find(before, added.workspace(), added.endpoint()).isPresent()) {
                throw new AdminErrors.Refused(
                    Answer.message(
                        409,
                        "the role has a permission for "
                            + added.endpoint()
                            + " in "
                            + added.workspace()
                            + " already"));
              }
              List<OnEndpoint> all = new ArrayList<>(before.endpoints());
              all.add(added);
              return before.withEndpoints(all, clock.instant());
            });
    return Answer.created(RbacView.permission(role, added));
  }

  private static Optional<OnEndpoint> find(Role role, String workspace, String endpoint) {
    return role.endpoints().stream()
        .filter(each -> each.workspace().equals(workspace) && each.endpoint().equals(endpoint))
        .findFirst();
  }

  private OnEndpoint named(Role role, Call call) {
    List<String> rest = call.parameters().subList(2, call.parameters().size());
    String endpoint =
        rest.equals(List.of(Grants.ANY)) ? Grants.ANY : RbacBody.endpoint(String.join("/", rest));
    return find(role, places.named(call, call.parameter(1)), endpoint)
        .orElseThrow(RbacRoleEndpoints::missing);
  }

  private Answer endpoint(Call call) {
    Role role = role(store.accounts(), call);
    return Answer.ok(RbacView.permission(role, named(role, call)));
  }

  private Answer patchEndpoint(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    Role role =
        change(
            call,
            before -> {
              OnEndpoint old = named(before, call);
              List<OnEndpoint> all = new ArrayList<>(before.endpoints());
              all.set(
                  all.indexOf(old),
                  new OnEndpoint(
                      old.workspace(),
                      old.endpoint(),
                      body.has("actions") ? body.actions() : old.actions(),
                      body.flag("negative", old.negative()),
                      body.has("comment") ? body.text("comment") : old.comment(),
                      old.createdAt()));
              return before.withEndpoints(all, clock.instant());
            });
    return Answer.ok(RbacView.permission(role, named(role, call)));
  }

  private Answer deleteEndpoint(Call call) {
    change(
        call,
        before -> {
          List<OnEndpoint> all = new ArrayList<>(before.endpoints());
          all.remove(named(before, call));
          return before.withEndpoints(all, clock.instant());
        });
    return Answer.noContent();
  }

  // Permissions on entities.

  private Answer entities(Call call) {
    Role role = role(store.accounts(), call);
    return Answer.ok(
        RbacView.page(
            role.entities().stream().map(each -> RbacView.permission(role, each)).toList()));
  }

  private Answer addEntity(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    String entity = body.text("entity_id");
    if (entity == null) {
      throw SchemaViolations.of("entity_id", "required field missing");
    }
    OnEntity added =
        new OnEntity(
            entity,
            body.text("entity_type", entity.equals(Grants.ANY) ? "wildcard" : ""),
            body.actions(),
            body.flag("negative", false),
            body.text("comment"),
            clock.instant());
    if (!entity.equals(Grants.ANY) && added.type().isEmpty()) {
      throw SchemaViolations.of("entity_type", "required field missing");
    }
    Role role =
        change(
            call,
            before -> {
              List<OnEntity> all = new ArrayList<>(before.entities());
              all.removeIf(each -> each.entity().equals(entity));
              all.add(added);
              return before.withEntities(all, clock.instant());
            });
    return Answer.created(RbacView.permission(role, added));
  }

  private static OnEntity namedEntity(Role role, Call call) {
    return role.entities().stream()
        .filter(each -> each.entity().equals(call.parameter(1)))
        .findFirst()
        .orElseThrow(RbacRoleEndpoints::missing);
  }

  private Answer entity(Call call) {
    Role role = role(store.accounts(), call);
    return Answer.ok(RbacView.permission(role, namedEntity(role, call)));
  }

  private Answer patchEntity(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    Role role =
        change(
            call,
            before -> {
              OnEntity old = namedEntity(before, call);
              List<OnEntity> all = new ArrayList<>(before.entities());
              all.set(
                  all.indexOf(old),
                  new OnEntity(
                      old.entity(),
                      old.type(),
                      body.has("actions") ? body.actions() : old.actions(),
                      body.flag("negative", old.negative()),
                      body.has("comment") ? body.text("comment") : old.comment(),
                      old.createdAt()));
              return before.withEntities(all, clock.instant());
            });
    return Answer.ok(RbacView.permission(role, namedEntity(role, call)));
  }

  private Answer deleteEntity(Call call) {
    change(
        call,
        before -> {
          List<OnEntity> all = new ArrayList<>(before.entities());
          all.remove(namedEntity(before, call));
          return before.withEntities(all, clock.instant());
        });
    return Answer.noContent();
  }
}
