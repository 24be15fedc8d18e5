package io.troop.control.fleet;

import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.state.Root;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One stream of a node, as the registry hears of it. *Thread-safe.* When a node has a newer
/// stream, what an older one still reports is ignored.
public interface NodeSession {

  /// It said anything.
  void seen();

  /// Somebody ordered something at the node itself, or took it back.
  ///
  /// @param pinnedRevision the revision it is held at; null for none
  void local(@Nullable Long pinnedRevision, boolean draining);

  /// It said what its disk is like.
  ///
  /// @param problem why what it serves can't be stored; null when it is
  void storage(@Nullable String problem);

  /// What is to be said to it of itself; null for nothing.
  @Nullable String notice();

  /// It goes by this word of the control plane on authorities.
  void trusts(long number);

  /// It was sent a transfer.
  ///
  /// @param kind `SNAPSHOT`, `DELTA` or `REPAIR`
  /// @param reason why it is no delta; empty for one
  void sent(String kind, String reason, long bytes);

  /// It said in passing what it serves; that is news only when it was moved by an order of its own.
  void serves(long revision, Root root);

  /// It serves a revision.
  void applied(NodeRegistry.Outcome outcome);

  /// It refused a revision.
  void rejected(long revision, String reason, List<Quarantined> entities);

  /// The stream is over.
  void ended(String reason);
}
