package io.troop.control.edit;

import io.troop.control.store.Commits;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Provenance;
import io.troop.state.EntityKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/// Deletes entities whose time is over, in commits like any other, so that nodes drop them, too.
@Component
class ExpiredEntities implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(ExpiredEntities.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int AT_ONCE = 1000;

  private final JdbcTemplate jdbc;
  private final Commits commits;
  private final ControlPlanes controlPlanes;
  private final InstantSource clock;
  private volatile @Nullable Thread thread;

  ExpiredEntities(
      JdbcTemplate jdbc, Commits commits, ControlPlanes controlPlanes, InstantSource clock) {
    this.jdbc = jdbc;
    this.commits = commits;
    this.controlPlanes = controlPlanes;
    this.clock = clock;
  }

  @Override
  public void start() {
    Thread expiring = Thread.ofVirtual().name("expired-entities").unstarted(this::run);
    // Before it starts: it ends as soon as it finds that nobody wants it.
    thread = expiring;
    expiring.start();
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    while (isRunning()) {
      try {
        TimeUnit.MILLISECONDS.sleep(PERIOD.toMillis());
        controlPlanes.all().forEach(controlPlane -> delete(controlPlane.id()));
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException problem) {
        if (isRunning()) {
          LOG.warn("expired entities stay for now: {}", problem.getMessage());
        }
      }
    }
  }

  /// Deletes those of one control plane.
  void delete(UUID controlPlane) {
    List<EntityKey> expired =
        jdbc.query(
            "select kind, id from entity where jsonb_typeof(document -> 'ttl') = 'number'"
                + " and (document ->> 'ttl')::bigint <= ? and control_plane = ? limit ?",
            (row, _) -> new EntityKey(row.getString("kind"), row.getObject("id", UUID.class)),
            clock.instant().getEpochSecond(),
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
