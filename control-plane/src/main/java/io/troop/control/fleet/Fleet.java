package io.troop.control.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The nodes of all processes of the control plane as one: what is stored, and on top of it what
/// this process knows better. *Thread-safe.*
public final class Fleet {

  /// A node that said nothing for so long is taken for gone: it says a word every few seconds, also
  /// when the process it was connected to has died and nobody noted that it left.
  static final Duration SILENCE = Duration.ofSeconds(15);

  /// Kong's nodes say a word every 30 seconds. One whose connection breaks is noticed earlier.
  static final Duration KONG_SILENCE = Duration.ofSeconds(45);

  private final NodeRegistry registry;
  private final NodeStore store;
  private final InstantSource clock;

  public Fleet(NodeRegistry registry, NodeStore store, InstantSource clock) {
    this.registry = registry;
    this.store = store;
    this.clock = clock;
  }

  private static Duration silence(NodeView node) {
    return node.extras().kind().equals(NodeView.KONG) ? KONG_SILENCE : SILENCE;
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
    Instant now = clock.instant();
    return nodes.values().stream()
        .map(node ->
            node.connected(node.connected() && node.lastSeen().isAfter(now.minus(silence(node)))))
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
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
