package io.troop.control.governance.audit;

import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Where most requests lead: the default workspace of the first control plane. Entries about other
/// places have indexes of their own, which leave these out, so that most entries cost none of them.
/// *Thread-safe.*
@Component
class Home {

  private final ControlPlanes controlPlanes;
  private final Workspaces workspaces;
  private volatile @Nullable String workspace;

  Home(ControlPlanes controlPlanes, Workspaces workspaces) {
    this.controlPlanes = controlPlanes;
    this.workspaces = workspaces;
  }

  private UUID controlPlane() {
    return controlPlanes.first();
  }

  private String workspace() {
    String known = workspace;
    if (known == null) {
      known = workspaces.byName(controlPlane(), Workspaces.DEFAULT).orElseThrow().id().toString();
      workspace = known;
    }
    return known;
  }

  /// What makes a partition's indexes for entries about other places.
  List<String> indexes(String table) {
    String index =
        "create index %1$s_%2$s on %1$s (chain, %2$s, request_timestamp, seq) where %3$s";
    return List.of(
        index.formatted(table, "control_plane", elsewhere(controlPlane())),
        index.formatted(table, "workspace", elsewhere(workspace())));
  }

  /// What a query for entries of a control plane says besides, so that the index is found whatever
  /// its parameters are.
  String besides(UUID controlPlane) {
    UUID ours = controlPlane();
    return controlPlane.equals(ours) ? "" : " and " + elsewhere(ours);
  }

  /// The same for a workspace.
  ///
  /// @param workspace its id or name, as the chain has it
  String besides(String workspace) {
    String ours = workspace();
    return workspace.equals(ours) || workspace.equals(Workspaces.DEFAULT)
        ? ""
        : " and " + elsewhere(ours);
  }

  private static String elsewhere(UUID controlPlane) {
    return "control_plane <> '" + controlPlane + "'";
  }

  private static String elsewhere(String workspace) {
    return "workspace <> '" + Workspaces.DEFAULT + "' and workspace <> '" + workspace + "'";
  }
}
