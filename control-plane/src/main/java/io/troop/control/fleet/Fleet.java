package io.troop.control.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The nodes of all processes of the control plane as one: what is stored, and on top of it what
/// this process knows better. *Thread-safe.*
public final class Fleet {

  private final NodeRegistry registry;
  private final NodeStore store;

  public Fleet(NodeRegistry registry, NodeStore store) {
    this.registry = registry;
    this.store = store;
  }

  /// The nodes of a control plane, by id.
  public List<NodeView> nodes(UUID controlPlane) {
    Map<UUID, NodeView> nodes = new LinkedHashMap<>();
    store.nodes(controlPlane).forEach(node -> nodes.put(node.id(), node));
    for (NodeView node : registry.nodes(controlPlane)) {
      NodeView stored = nodes.get(node.id());
      if (stored == null ? node.connected() : !node.lastSeen().isBefore(stored.lastSeen())) {
        nodes.put(node.id(), node);
      }
    }
    return nodes.values().stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
  }

  public Optional<NodeView> node(UUID controlPlane, UUID id) {
    return nodes(controlPlane).stream().filter(node -> node.id().equals(id)).findFirst();
  }

  /// Forgets a node; a running one comes back when it reconnects.
  ///
  /// @return whether it was known
  public boolean forget(UUID controlPlane, UUID id) {
    boolean known = registry.forget(controlPlane, id);
    return store.delete(controlPlane, id) || known;
  }
}
