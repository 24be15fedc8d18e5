package io.troop.control.governance.access;

import io.troop.control.admin.Call;
import io.troop.control.store.ControlPlanes;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// How permissions name workspaces: those of the first control plane by their names alone, those of
/// another as `plane:workspace`. *Thread-safe.*
@Component
final class Places {

  private final ObjectProvider<ControlPlanes> controlPlanes;

  Places(ObjectProvider<ControlPlanes> controlPlanes) {
    this.controlPlanes = controlPlanes;
  }

  String of(UUID controlPlane, String workspace) {
    ControlPlanes all = controlPlanes.getObject();
    return controlPlane.equals(all.first())
        ? workspace
        : all.find(controlPlane).map(ControlPlanes.Tenant::name).orElse("?") + ":" + workspace;
  }

  /// The workspace that a call is about.
  String of(Call call) {
    return of(call.controlPlane(), call.workspace());
  }
}
