package io.troop.control.konnect;

import io.troop.control.admin.EntryPoint;
import io.troop.control.store.ControlPlanes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// The Admin API below a control plane: `/v2/control-planes/{id}/core-entities/…`, and the address
/// that ingress controllers use, `/kic/api/control-planes/{id}/…`.
@Component
class CoreEntitiesEntry implements EntryPoint {

  private static final List<String> KONNECT =
      List.of("v2", "control-planes", "{}", "core-entities");
  private static final List<String> INGRESS = List.of("kic", "api", "control-planes", "{}");

  private final ControlPlanes controlPlanes;

  CoreEntitiesEntry(ControlPlanes controlPlanes) {
    this.controlPlanes = controlPlanes;
  }

  @Override
  public Optional<Entry> enter(List<String> segments) {
    for (List<String> pattern : List.of(KONNECT, INGRESS)) {
      if (begins(segments, pattern)) {
        String id = segments.get(pattern.indexOf("{}"));
        List<String> head = segments.subList(0, pattern.size());
        return Optional.of(
            new Entry(
                controlPlane(controlPlanes, id),
                "/" + String.join("/", head),
                segments.subList(pattern.size(), segments.size())));
      }
    }
    return Optional.empty();
  }

  private static boolean begins(List<String> segments, List<String> pattern) {
    if (segments.size() < pattern.size()) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      if (!pattern.get(i).equals("{}") && !pattern.get(i).equals(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// The control plane that a segment of a path names.
  static UUID controlPlane(ControlPlanes controlPlanes, String id) {
    return tenant(controlPlanes, id).id();
  }

  static ControlPlanes.Tenant tenant(ControlPlanes controlPlanes, String id) {
    try {
      return controlPlanes
          .find(UUID.fromString(id))
          .orElseThrow(() -> Problems.refused(404, "there is no control plane '" + id + "'"));
    } catch (IllegalArgumentException _) {
      throw Problems.refused(404, "control plane '" + id + "' (expected: the id of one)");
    }
  }
}
