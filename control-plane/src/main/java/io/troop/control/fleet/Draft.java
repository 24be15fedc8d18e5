package io.troop.control.fleet;

import io.troop.control.fleet.NodeView.Held;
import io.troop.control.fleet.NodeView.Quarantined;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node's view in the making. *Confined to one thread.*
final class Draft {
  private final NodeView from;
  private boolean connected;
  private Instant lastSeen;
  private @Nullable Held held;
  private List<Quarantined> quarantined;
  private @Nullable String rejection;
  private String lastTransfer;
  private long snapshots;
  private NodeView.Extras extras;

  Draft(NodeView from) {
    this.from = from;
    this.connected = from.connected();
    this.lastSeen = from.lastSeen();
    this.held = from.held();
    this.quarantined = from.quarantined();
    this.rejection = from.rejection();
    this.lastTransfer = from.lastTransfer();
    this.snapshots = from.snapshots();
    this.extras = from.extras();
  }

  Draft seen(Instant now) {
    lastSeen = now;
    return this;
  }

  Draft sent(String kind, String reason) {
    lastTransfer = reason.isEmpty() ? kind : kind + ": " + reason;
    snapshots += kind.equals("SNAPSHOT") ? 1 : 0;
    return this;
  }

  Draft holds(Held now, List<Quarantined> entities) {
    held = now;
    quarantined = entities;
    rejection = null;
    return this;
  }

  Draft rejected(String reason, List<Quarantined> entities) {
    rejection = reason;
    quarantined = entities.isEmpty() ? quarantined : entities;
    return this;
  }

  Draft connected(boolean now) {
    connected = now;
    return this;
  }

  Draft extras(NodeView.Extras now) {
    extras = now;
    return this;
  }

  NodeView view() {
    return new NodeView(
        from.id(),
        from.member(),
        from.hostname(),
        from.version(),
        from.labels(),
        from.plugins(),
        connected,
        from.createdAt(),
        from.connectedAt(),
        lastSeen,
        held,
        quarantined,
        rejection,
        lastTransfer,
        snapshots,
        extras);
  }
}
