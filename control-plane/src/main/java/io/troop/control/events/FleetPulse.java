package io.troop.control.events;

import io.troop.control.events.Event.Topic;
import io.troop.control.task.Background;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Notices that nodes or rollouts are not as they were. Whichever process a node is connected to
/// writes its state to the database within a second, so one look a second at each control plane
/// that somebody watches finds everything, and costs the same for any number of pages.
@Component
class FleetPulse extends Background {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final String FAILED = "open pages can't be told of nodes and rollouts for now";
  private static final String NODES =
      """
      select coalesce(sum(hashtextextended(concat_ws(' ', id, connected, revision, root, quarantined,
        rejection, draining, pinned_revision, expires_at, version, labels, ip), 0)), 0)::text
      from node where control_plane = ?
      """;
  private static final String ROLLOUTS =
      """
      select concat_ws(' ', count(*), sum(version), max(updated_at))
      from rollout where control_plane = ?
      """;

  private final EventHub hub;
  private final JdbcClient database;
  private final Map<UUID, Map<Topic, String>> last = new HashMap<>();

  FleetPulse(EventHub hub, JdbcClient database) {
    super("fleet-pulse");
    this.hub = hub;
    this.database = database;
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(PERIOD, FAILED, this::look);
  }

  private void look() {
    last.keySet().retainAll(hub.watched());
    for (UUID controlPlane : hub.watched()) {
      look(controlPlane, Topic.NODES, NODES);
      look(controlPlane, Topic.ROLLOUTS, ROLLOUTS);
    }
  }

  private void look(UUID controlPlane, Topic topic, String sql) {
    String now = database.sql(sql).param(controlPlane).query(String.class).single();
    String before = last.computeIfAbsent(controlPlane, _ -> new HashMap<>()).put(topic, now);
    if (before != null && !before.equals(now)) {
      hub.publish(controlPlane, Event.of(topic));
    }
  }

  @Override
  public void stop() {
    hub.close();
    super.stop();
  }
}
