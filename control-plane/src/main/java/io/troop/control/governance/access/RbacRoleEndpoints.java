package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.admin.ShortList;
import io.troop.control.edit.Ids;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/rbac/roles`: which roles there are. What they permit is told by [RbacPermissionEndpoints].
@Component
@Order(20)
final class RbacRoleEndpoints implements EndpointSource {

  private static final String ALL = "/rbac/roles";
  private static final String ONE = ALL + "/{rbac_roles}";

  private static final ShortList<Role> LIST =
      ShortList.by(Role::name)
          .searchedIn(role ->
              Stream.of(
                  role.name(),
                  role.id().toString(),
                  Objects.requireNonNullElse(role.comment(), "")))
          .orderedBy("name", Role::name)
          .orderedByNumber("created_at", role -> role.createdAt().getEpochSecond());

  private final AccountStore store;
  private final RbacEditor editor;
  private final Roles roles;
  private final Places places;
  private final InstantSource clock;

  RbacRoleEndpoints(
      AccountStore store, RbacEditor editor, Roles roles, Places places, InstantSource clock) {
    this.store = store;
    this.editor = editor;
    this.roles = roles;
    this.places = places;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ALL, this::list)
        .add("POST", ALL, this::create)
        .add("GET", ONE, call -> Answer.ok(RbacView.role(roles.named(call))))
        .add("PUT", ONE, this::put)
        .add("PATCH", ONE, this::patch)
        .add("DELETE", ONE, this::delete)
        .add("GET", ONE + "/permissions", this::permissions);
  }

  private Answer list(Call call) {
    return LIST.answer(
        call,
        store.accounts().roles().values().stream()
            .filter(role -> role.workspace().equals(places.of(call)))
            .toList(),
        ALL,
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
                  Role before = roles.find(change.accounts(), call).orElse(null);
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
    return Answer.ok(RbacView.role(roles.change(call, role -> changed(store.read(), role, body))));
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

  private Answer delete(Call call) {
    roles.delete(call);
    return Answer.noContent();
  }

  private Answer permissions(Call call) {
    return Answer.ok(RbacView.permissions(List.of(roles.named(call))));
  }
}
