package io.troop.control.kong;

import io.troop.control.store.Heads.Head;
import io.troop.control.store.Workspaces;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The messages of the revisions that nodes are to serve now, each made once for all nodes of an
/// audience. *Thread-safe; making one takes its time.*
final class Payloads {

  private final ConfigTable table;
  private final Function<UUID, UUID> workspace;
  private final InstantSource clock;
  private final Map<Key, Payload> made = new ConcurrentHashMap<>();

  private record Key(UUID controlPlane, long revision, Audience audience) {}

  /// @param workspace the id of the first workspace of a control plane
  Payloads(ConfigTable table, Function<UUID, UUID> workspace, InstantSource clock) {
    this.table = table;
    this.workspace = workspace;
    this.clock = clock;
  }

  static Payloads of(ConfigTable table, Workspaces workspaces, InstantSource clock) {
    return new Payloads(
        table,
        controlPlane -> workspaces.byName(controlPlane, Workspaces.DEFAULT).orElseThrow().id(),
        clock);
  }

  Payload of(Head head, Audience audience) {
    UUID controlPlane = head.sealed().controlPlane();
    return made.computeIfAbsent(
        new Key(controlPlane, head.sealed().revision(), audience),
        _ ->
            Payload.of(
                head.sealed(),
                head.image(),
                workspace.apply(controlPlane),
                table.entities(head.image(), audience),
                clock.instant()));
  }

  /// Lets go of all messages of a control plane but those of these revisions.
  void keep(UUID controlPlane, Set<Long> revisions) {
    made.keySet()
        .removeIf(
            key -> key.controlPlane().equals(controlPlane) && !revisions.contains(key.revision()));
  }
}
