package io.troop.control.edit;

import io.troop.control.store.Commits;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Provenance;
import io.troop.control.task.Background;
import io.troop.state.EntityKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Deletes entities whose time is over, in commits like any other, so that nodes drop them, too.
@Component
class ExpiredEntities extends Background {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int AT_ONCE = 1000;

  private final JdbcTemplate jdbc;
  private final Commits commits;
  private final ControlPlanes controlPlanes;
  private final InstantSource clock;

  ExpiredEntities(
      JdbcTemplate jdbc, Commits commits, ControlPlanes controlPlanes, InstantSource clock) {
    super("expired-entities");
    this.jdbc = jdbc;
    this.commits = commits;
    this.controlPlanes = controlPlanes;
    this.clock = clock;
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(
        PERIOD,
        "expired entities stay for now",
        () -> controlPlanes.all().forEach(controlPlane -> delete(controlPlane.id())));
  }

  /// Deletes those of one control plane.
  void delete(UUID controlPlane) {
    List<EntityKey> expired =
        jdbc.query(
            "select kind, id from entity where jsonb_typeof(document -> 'ttl') = 'number'"
                + " and (document ->> 'ttl')::numeric <= ? and control_plane = ? limit ?",
            (row, _) -> new EntityKey(row.getString("kind"), row.getObject("id", UUID.class)),
            clock.millis() / 1000.0,
            controlPlane,
            AT_ONCE);
    if (!expired.isEmpty()) {
      commits.commit(
          controlPlane,
          new Provenance("expiry", "delete entities whose time is over"),
          draft -> {
            expired.forEach(draft::delete);
            return true;
          });
    }
  }
}
