package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.control.edit.Ids;
import io.troop.control.governance.access.Permission.OnEndpoint;
import io.troop.control.governance.access.Permission.OnEntity;
import io.troop.control.governance.access.Permission.Terms;
import io.troop.plugin.schema.SchemaViolations;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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
    Half<OnEndpoint> onEndpoints =
        new Half<>(
            Role::endpoints,
            (role, all) -> role.withEndpoints(all, clock.instant()),
            this::endpoint,
            OnEndpoint::with);
    Half<OnEntity> onEntities =
        new Half<>(
            Role::entities,
            (role, all) -> role.withEntities(all, clock.instant()),
            RbacPermissionEndpoints::entity,
            OnEntity::with);
    endpoints
        .add("GET", ON_ENDPOINTS, call -> page(call, onEndpoints))
        .add("POST", ON_ENDPOINTS, this::addEndpoint)
        .add("GET", ON_ENTITIES, call -> page(call, onEntities))
        .add("POST", ON_ENTITIES, this::addEntity);
    addOne(endpoints, ON_ENTITIES + "/{entity_id}", onEntities);
    // The endpoint of a permission is a path of its own.
    StringBuilder path = new StringBuilder(ON_ENDPOINTS + "/{workspace}");
    for (int i = 1; i <= DEEPEST; i++) {
      path.append("/{endpoint_").append(i).append('}');
      addOne(endpoints, path.toString(), onEndpoints);
    }
  }

  private <P extends Permission> void addOne(Endpoints endpoints, String path, Half<P> half) {
    endpoints
        .add("GET", path, call -> get(call, half))
        .add("PATCH", path, call -> patch(call, half))
        .add("DELETE", path, call -> delete(call, half));
  }

  /// What is the same for permissions of one kind and of the other.
  ///
  /// @param named the permission that the path of a call names
  private record Half<P extends Permission>(
      Function<Role, List<P>> of,
      BiFunction<Role, List<P>, Role> with,
      BiFunction<Role, Call, P> named,
      BiFunction<P, Terms, P> changed) {}

  private <P extends Permission> Answer page(Call call, Half<P> half) {
    Role role = roles.named(call);
    return Answer.ok(
        RbacView.page(
            half.of().apply(role).stream().map(each -> RbacView.permission(role, each)).toList()));
  }

  private <P extends Permission> Answer get(Call call, Half<P> half) {
    Role role = roles.named(call);
    return Answer.ok(RbacView.permission(role, half.named().apply(role, call)));
  }

  private <P extends Permission> Answer patch(Call call, Half<P> half) {
    RbacBody body = new RbacBody(call.body().fields());
    Role role =
        roles.change(
            call,
            before -> {
              P old = half.named().apply(before, call);
              P now = half.changed().apply(old, terms(body, old));
              return half.with()
                  .apply(
                      before,
                      half.of().apply(before).stream()
                          .map(each -> each.equals(old) ? now : each)
                          .toList());
            });
    return Answer.ok(RbacView.permission(role, half.named().apply(role, call)));
  }

  private static Terms terms(RbacBody body, Permission old) {
    return new Terms(
        body.has("actions") ? body.actions() : old.actions(),
        body.flag("negative", old.negative()),
        body.has("comment") ? body.text("comment") : old.comment());
  }

  private <P extends Permission> Answer delete(Call call, Half<P> half) {
    roles.change(
        call,
        before -> {
          P old = half.named().apply(before, call);
          return half.with()
              .apply(
                  before,
                  half.of().apply(before).stream().filter(each -> !each.equals(old)).toList());
        });
    return Answer.noContent();
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

  private OnEndpoint endpoint(Role role, Call call) {
    List<String> rest = call.parameters().subList(2, call.parameters().size());
    String endpoint =
        rest.equals(List.of(Grants.ANY)) ? Grants.ANY : RbacBody.endpoint(String.join("/", rest));
    return find(role, places.named(call, call.parameter(1)), endpoint).orElseThrow(Roles::missing);
  }

  // Permissions on entities.

  private Answer addEntity(Call call) {
    RbacBody body = new RbacBody(call.body().fields());
    String given = body.text("entity_id");
    if (given == null) {
      throw SchemaViolations.of("entity_id", "required field missing");
    }
    String entity = Ids.plain(given);
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

  private static OnEntity entity(Role role, Call call) {
    String id = Ids.plain(call.parameter(1));
    return role.entities().stream()
        .filter(each -> each.entity().equals(id))
        .findFirst()
        .orElseThrow(Roles::missing);
  }
}
