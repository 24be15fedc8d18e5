package io.troop.control.fleet;

import io.troop.control.store.Heads.Head;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// What nodes are to serve while not all of them are to serve the newest. *Thread-safe.*
public interface DesiredRevisions {

  /// Every node is to serve the newest.
  DesiredRevisions NEWEST =
      new DesiredRevisions() {
        @Override
        public Optional<Head> of(UUID controlPlane, UUID node, Map<String, String> labels) {
          return Optional.empty();
        }

        @Override
        public Optional<String> place(UUID controlPlane, UUID node, Map<String, String> labels) {
          return Optional.empty();
        }

        @Override
        public void onChange(Consumer<UUID> listener) {}
      };

  /// The state that a node is to serve; empty for the newest.
  Optional<Head> of(UUID controlPlane, UUID node, Map<String, String> labels);

  /// What the node's place in it is called, for people; empty for none.
  Optional<String> place(UUID controlPlane, UUID node, Map<String, String> labels);

  /// Tells of every control plane whose nodes may have to serve something else now.
  void onChange(Consumer<UUID> listener);
}
