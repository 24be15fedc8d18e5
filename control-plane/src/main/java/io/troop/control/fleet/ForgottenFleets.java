package io.troop.control.fleet;

import io.troop.control.store.ControlPlanes;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Takes away the fleet of a control plane that is deleted, in the same transaction: without its
/// keys and certificates no node of it can come back.
@Component
class ForgottenFleets {

  private final JdbcTemplate jdbc;

  ForgottenFleets(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @EventListener
  void deleted(ControlPlanes.Deleted event) {
    for (String table : List.of("node", "dp_client_certificate", "control_plane_keys")) {
      jdbc.update("delete from " + table + " where control_plane = ?", event.controlPlane());
    }
  }
}
