package io.troop.control.sync;

import io.troop.control.fleet.NodeRegistry;
import io.troop.control.fleet.NodeView;
import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.proto.sync.v1.Applied;
import io.troop.proto.sync.v1.Hello;
import io.troop.proto.sync.v1.LocalState;
import io.troop.proto.sync.v1.Plugin;
import io.troop.proto.sync.v1.Rejected;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import io.troop.state.Root;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What nodes say of themselves, in the registry's words. *Stateless.*
final class Introduction {

  /// Nodes tell of no more.
  private static final int MOST_QUARANTINED = 1000;

  private Introduction() {}

  static NodeRegistry.Introduction of(Hello hello) {
    Map<String, String> plugins = new LinkedHashMap<>();
    for (Plugin plugin : hello.getPluginsList()) {
      plugins.put(plugin.getName(), plugin.getVersion());
    }
    return new NodeRegistry.Introduction(
        NodeStream.uuid(hello.getNodeId()),
        instance(hello),
        hello.getHostname(),
        hello.getVersion(),
        hello.getLabelsMap(),
        plugins,
        NodeView.Extras.NONE
            .local(pinned(hello.getState()), hello.getState().getDraining())
            .trusts(hello.getState().getTrustNumber())
            .problem(NodeView.Extras.STORAGE, storage(hello.getState())));
  }

  private static String instance(Hello hello) {
    byte[] bytes = hello.getInstance().toByteArray();
    return HexFormat.of().formatHex(bytes);
  }

  /// Why a node can't store what it serves; null when it can.
  static @Nullable String storage(LocalState state) {
    return state.getStorageProblem().isEmpty() ? null : state.getStorageProblem();
  }

  /// The revision somebody holds the node at; null for none.
  static @Nullable Long pinned(LocalState state) {
    return state.hasPinnedRevision() ? state.getPinnedRevision() : null;
  }

  static NodeRegistry.Outcome outcome(Applied applied) {
    return new NodeRegistry.Outcome(
        applied.getRevision().getNumber(),
        new Root(Hash.of(applied.getRevision().getRoot().toByteArray())),
        Duration.ofNanos(applied.getTookMicros() * 1000),
        quarantined(applied.getQuarantinedList()));
  }

  static List<Quarantined> quarantined(Rejected rejected) {
    return quarantined(rejected.getEntitiesList());
  }

  private static List<Quarantined> quarantined(List<io.troop.proto.sync.v1.Quarantined> messages) {
    return messages.stream()
        .limit(MOST_QUARANTINED)
        .map(message ->
            new Quarantined(
                new EntityKey(message.getKind(), NodeStream.uuid(message.getId())),
                message.getReason(),
                message.getServesLastGood()))
        .toList();
  }
}
