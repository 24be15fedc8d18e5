package io.troop.control.governance.access;

import io.troop.control.admin.Call;
import io.troop.control.edit.Ids;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// How permissions name workspaces: those of the first control plane by their names alone, those of
/// another as `plane:workspace`. *Thread-safe.*
@Component
final class Places {

  private final ObjectProvider<ControlPlanes> controlPlanes;

  private final ObjectProvider<Workspaces> workspaces;

  Places(ObjectProvider<ControlPlanes> controlPlanes, ObjectProvider<Workspaces> workspaces) {
    this.workspaces = workspaces;
    this.controlPlanes = controlPlanes;
  }

  String of(UUID controlPlane, String workspace) {
    ControlPlanes all = controlPlanes.getObject();
    return controlPlane.equals(all.first())
        ? workspace
        : all.find(controlPlane).map(ControlPlanes.Tenant::name).orElse("?") + ":" + workspace;
  }

  /// The workspace that somebody names for a permission, who may also tell its id.
  String named(Call call, String text) {
    UUID id = Ids.parse(text);
    return id == null ? text : byId(call.controlPlane(), id).orElse(text);
  }

  /// The workspace that a path names, by name or id.
  String named(UUID controlPlane, String text) {
    UUID id = Ids.parse(text);
    return id == null
        ? of(controlPlane, text)
        : byId(controlPlane, id).orElseGet(() -> of(controlPlane, text));
  }

  private Optional<String> byId(UUID controlPlane, UUID id) {
    return workspaces
        .getObject()
        .byId(controlPlane, id)
        .map(workspace -> of(controlPlane, workspace.name()));
  }

  /// The workspace that a call is about.
  String of(Call call) {
    return of(call.controlPlane(), call.workspace());
  }
}
