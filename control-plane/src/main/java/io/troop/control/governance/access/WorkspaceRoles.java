package io.troop.control.governance.access;

import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Gives every new workspace its roles, and takes away with a workspace what spoke of it: one that
/// is made later under the same name must not inherit permissions.
@Component
class WorkspaceRoles {

  private final AccountStore store;
  private final ObjectProvider<ControlPlanes> controlPlanes;
  private final Places places;
  private final InstantSource clock;

  WorkspaceRoles(
      AccountStore store,
      ObjectProvider<ControlPlanes> controlPlanes,
      Places places,
      InstantSource clock) {
    this.places = places;
    this.store = store;
    this.controlPlanes = controlPlanes;
    this.clock = clock;
  }

  @EventListener
  void added(Workspaces.Added added) {
    // The first workspace of all is made before anybody can ask which control plane is first.
    if (!added.name().equals(Workspaces.DEFAULT) && isFirst(added.controlPlane())) {
      store.change(() -> {
        Accounts accounts = store.read();
        DefaultRoles.ofWorkspace(added.name(), clock.instant()).stream()
            .filter(role -> accounts.role(role.workspace(), role.name()).isEmpty())
            .forEach(store::put);
        return true;
      });
    }
  }

  @EventListener
  void deleted(Workspaces.Deleted deleted) {
    String place = places.of(deleted.controlPlane(), deleted.name());
    store.change(() -> {
      Accounts accounts = store.read();
      for (Role role : accounts.roles().values()) {
        if (role.workspace().equals(place)) {
          store.deleteRole(role.id());
          continue;
        }
        List<Permission.OnEndpoint> rest =
            role.endpoints().stream().filter(each -> !each.workspace().equals(place)).toList();
        if (rest.size() != role.endpoints().size()) {
          store.put(role.withEndpoints(rest, clock.instant()));
        }
      }
      accounts.users().values().stream()
          .filter(user -> user.workspace().equals(place))
          .forEach(user -> store.deleteUser(user.id()));
      return true;
    });
  }

  private boolean isFirst(UUID controlPlane) {
    return controlPlane.equals(controlPlanes.getObject().first());
  }
}
