package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.governance.access.Permission.OnEndpoint;
import io.troop.control.governance.access.Permission.OnEntity;
import io.troop.plugin.schema.SchemaViolations;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// `/rbac/roles/{role}/endpoints` and `/entities`: what a role permits.
@Component
@Order(20)
final class RbacPermissionEndpoints implements EndpointSource {

  private static final String ON_ENDPOINTS = "/rbac/roles/{rbac_roles}/endpoints";
  private static final String ON_ENTITIES = "/rbac/roles/{rbac_roles}/entities";
  private static final int DEEPEST = 8;

  private final Roles roles;
  private final Places places;
  private final InstantSource clock;

  RbacPermissionEndpoints(Roles roles, Places places, InstantSource clock) {
    this.roles = roles;
    this.places = places;
    this.clock = clock;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints
        .add("GET", ON_ENDPOINTS, call -> page(call, Role::endpoints))
        .add("POST", ON_ENDPOINTS, this::addEndpoint)
        .add("GET", ON_ENTITIES, call -> page(call, Role::entities))
        .add("POST", ON_ENTITIES, this::addEntity)
        .add("GET", ON_ENTITIES + "/{entity_id}", this::entity)
        .add("PATCH", ON_ENTITIES + "/{entity_id}", this::patchEntity)
        .add("DELETE", ON_ENTITIES + "/{entity_id}", this::deleteEntity);
    // The endpoint of a permission is a path of its own.
    StringBuilder path = new StringBuilder(ON_ENDPOINTS + "/{workspace}");
    for (int i = 1; i <= DEEPEST; i++) {
      path.append("/{endpoint_").append(i).append('}');
      endpoints
          .add("GET", path.toString(), this::endpoint)
          .add("PATCH", path.toString(), this::patchEndpoint)
          .add("DELETE", path.toString(), this::deleteEndpoint);
    }
  }

  private Answer page(Call call, Function<Role, List<? extends Permission>> of) {
    Role role = roles.named(call);
    return Answer.ok(
        RbacView.page(
            of.apply(role).stream().map(each -> RbacView.permission(role, each)).toList()));
  }

  /// The same list with something else in the place of one of its entries.
  private static <T> List<T> replaced(List<T> all, T old, T with) {
    return all.stream().map(each -> each.equals(old) ? with : each).toList();
  }

  private static <T> List<T> without(List<T> all, T old) {
    return all.stream().filter(each -> !each.equals(old)).toList();
  }

  // Permissions on endpoints.

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
        roles.change(
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
    return find(role, places.named(call, call.parameter(1)), endpoint).orElseThrow(Roles::missing);
  }

  private Answer endpoint(Call call) {
    Role role = roles.named(call);
    return Answer.ok(RbacView.permission(role, named(role, call)));
  }

  private Answer patchEndpoint(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    Role role =
        roles.change(
            call,
            before -> {
              OnEndpoint old = named(before, call);
              OnEndpoint now =
                  new OnEndpoint(
                      old.workspace(),
                      old.endpoint(),
                      body.has("actions") ? body.actions() : old.actions(),
                      body.flag("negative", old.negative()),
                      body.has("comment") ? body.text("comment") : old.comment(),
                      old.createdAt());
              return before.withEndpoints(replaced(before.endpoints(), old, now), clock.instant());
            });
    return Answer.ok(RbacView.permission(role, named(role, call)));
  }

  private Answer deleteEndpoint(Call call) {
    roles.change(
        call,
        before ->
            before.withEndpoints(
                without(before.endpoints(), named(before, call)), clock.instant()));
    return Answer.noContent();
  }

  // Permissions on entities.

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
        roles.change(
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
        .orElseThrow(Roles::missing);
  }

  private Answer entity(Call call) {
    Role role = roles.named(call);
    return Answer.ok(RbacView.permission(role, namedEntity(role, call)));
  }

  private Answer patchEntity(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    Role role =
        roles.change(
            call,
            before -> {
              OnEntity old = namedEntity(before, call);
              OnEntity now =
                  new OnEntity(
                      old.entity(),
                      old.type(),
                      body.has("actions") ? body.actions() : old.actions(),
                      body.flag("negative", old.negative()),
                      body.has("comment") ? body.text("comment") : old.comment(),
                      old.createdAt());
              return before.withEntities(replaced(before.entities(), old, now), clock.instant());
            });
    return Answer.ok(RbacView.permission(role, namedEntity(role, call)));
  }

  private Answer deleteEntity(Call call) {
    roles.change(
        call,
        before ->
            before.withEntities(
                without(before.entities(), namedEntity(before, call)), clock.instant()));
    return Answer.noContent();
  }
}
