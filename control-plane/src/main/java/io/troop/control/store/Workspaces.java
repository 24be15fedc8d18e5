package io.troop.control.store;

import io.troop.control.document.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/// The workspaces of control planes. Their names are part of every entity, so a workspace is never
/// renamed. *Thread-safe.*
@Service
public class Workspaces {

  /// The workspace every control plane begins with.
  public static final String DEFAULT = "default";

  private final WorkspaceRows rows;
  private final JdbcTemplate jdbc;
  private final Map<WorkspaceRow.Id, UUID> seen = new ConcurrentHashMap<>();

  private final ApplicationEventPublisher events;

  Workspaces(WorkspaceRows rows, JdbcTemplate jdbc, ApplicationEventPublisher events) {
    this.events = events;
    this.rows = rows;
    this.jdbc = jdbc;
  }

  /// A workspace: `id`, `name` and whatever else its document says.
  public record Workspace(UUID id, String name, Map<String, @Nullable Object> document) {}

  /// A workspace is there now.
  public record Added(UUID controlPlane, String name) {}

  /// A workspace is no more.
  public record Deleted(UUID controlPlane, String name) {}

  private static Workspace workspace(WorkspaceRow row) {
    return new Workspace(row.id, row.key.name(), Json.object(row.document));
  }

  public List<Workspace> all(UUID controlPlane) {
    return rows.all(controlPlane).stream().map(Workspaces::workspace).toList();
  }

  public Optional<Workspace> byName(UUID controlPlane, String name) {
    return rows.findById(new WorkspaceRow.Id(controlPlane, name)).map(Workspaces::workspace);
  }

  public Optional<Workspace> byId(UUID controlPlane, UUID id) {
    return rows.withId(controlPlane, id).map(Workspaces::workspace);
  }

  /// Whether there is a workspace of this name. One that was seen is not looked for again: the next
  /// write into a deleted one fails in the database.
  public boolean exists(UUID controlPlane, String name) {
    return id(controlPlane, name) != null;
  }

  /// The id of the workspace of this name, remembered as [#exists] does; null for none.
  public @Nullable UUID id(UUID controlPlane, String name) {
    WorkspaceRow.Id key = new WorkspaceRow.Id(controlPlane, name);
    UUID known = seen.get(key);
    if (known != null) {
      return known;
    }
    UUID found = rows.findById(key).map(row -> row.id).orElse(null);
    if (found != null) {
      seen.put(key, found);
    }
    return found;
  }

  /// Adds a workspace.
  ///
  /// @return false when the name or the id is taken
  public boolean add(UUID controlPlane, Workspace workspace) {
    boolean added =
        jdbc.update(
                "insert into workspace (control_plane, name, id, document) values (?, ?, ?, ?::jsonb)"
                    + " on conflict do nothing",
                controlPlane,
                workspace.name(),
                workspace.id(),
                Json.text(workspace.document()))
            == 1;
    if (added) {
      events.publishEvent(new Added(controlPlane, workspace.name()));
    }
    return added;
  }

  /// Changes the document of a workspace.
  public void update(UUID controlPlane, Workspace workspace) {
    WorkspaceRow row = new WorkspaceRow();
    row.key = new WorkspaceRow.Id(controlPlane, workspace.name());
    row.id = workspace.id();
    row.document = Json.text(workspace.document());
    rows.save(row);
  }

  /// How many entities of each kind live in a workspace.
  public Map<String, Long> counts(UUID controlPlane, String name) {
    Map<String, Long> counts = new TreeMap<>();
    jdbc.query(
        "select kind, count(*) from entity where control_plane = ? and workspace = ? group by kind",
        row -> {
          counts.put(row.getString(1), row.getLong(2));
        },
        controlPlane,
        name);
    return counts;
  }

  /// Deletes a workspace.
  ///
  /// @return false when entities live in it
  public boolean delete(UUID controlPlane, String name) {
    try {
      jdbc.update("delete from workspace where control_plane = ? and name = ?", controlPlane, name);
      seen.remove(new WorkspaceRow.Id(controlPlane, name));
      events.publishEvent(new Deleted(controlPlane, name));
      return true;
    } catch (DataIntegrityViolationException _) {
      return false;
    }
  }
}
