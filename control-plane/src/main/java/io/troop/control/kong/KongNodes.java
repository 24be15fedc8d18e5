package io.troop.control.kong;

import io.troop.control.edit.Kinds;
import io.troop.control.fleet.Compatibility;
import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.NodeRegistry;
import io.troop.control.store.CommitListener;
import io.troop.control.store.Heads;
import io.troop.control.store.Heads.Head;
import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The Kong nodes connected to this process. *Thread-safe.*
///
/// As every change sends everything, nodes hear of a commit at once, and then for a while not of
/// the next: `db_update_frequency`, as with Kong's control plane.
public final class KongNodes implements CommitListener {

  private final Heads heads;
  private final DesiredRevisions desired;
  private final Payloads payloads;
  private final KongNode.Surroundings around;
  private final Executor executor;
  private final Executor delayed;
  private final Map<UUID, Pace> paces = new ConcurrentHashMap<>();

  /// The nodes of one control plane, and when they may hear of a change.
  private static final class Pace {
    private final Set<KongNode> nodes = ConcurrentHashMap.newKeySet();
    private boolean waits;
    private boolean again;

    /// @return whether nodes may be told now
    synchronized boolean begin() {
      again = waits;
      boolean now = !waits;
      waits = true;
      return now;
    }

    /// The wait is over.
    ///
    /// @return whether something happened meanwhile, and so nodes are to be told
    synchronized boolean end() {
      waits = again;
      again = false;
      return waits;
    }
  }

  /// @param executor makes and sends messages
  /// @param delayed the same, after the time between two messages
  KongNodes(
      Heads heads,
      DesiredRevisions desired,
      NodeRegistry registry,
      Compatibility compatibility,
      Kinds kinds,
      Payloads payloads,
      InstantSource clock,
      Executor executor,
      Executor delayed) {
    this.heads = heads;
    this.desired = desired;
    this.payloads = payloads;
    this.executor = executor;
    this.delayed = delayed;
    this.around = new KongNode.Surroundings(registry, compatibility, kinds, payloads, this, clock);
    desired.onChange(this::moved);
  }

  /// A node connects.
  KongNode open(KongNode.Query query, Member member, KongNode.Wire wire) {
    return new KongNode(query, member, wire, around);
  }

  /// A node said what it is: it gets the configuration, and every change from now on.
  void join(KongNode node) {
    pace(node.member().controlPlane()).nodes.add(node);
    later(node);
  }

  void leave(KongNode node) {
    pace(node.member().controlPlane()).nodes.remove(node);
  }

  void later(KongNode node) {
    executor.execute(node::push);
  }

  private Pace pace(UUID controlPlane) {
    return paces.computeIfAbsent(controlPlane, _ -> new Pace());
  }

  /// What a node is to serve.
  Head wanted(KongNode node) {
    UUID controlPlane = node.member().controlPlane();
    return desired
        .of(controlPlane, node.id(), node.labels())
        .orElseGet(() -> heads.head(controlPlane));
  }

  @Override
  public void committed(UUID controlPlane, Image image, List<Change> changes, Sealed sealed) {
    moved(controlPlane);
  }

  private void moved(UUID controlPlane) {
    Pace pace = paces.get(controlPlane);
    if (pace != null && pace.begin()) {
      executor.execute(() -> tell(controlPlane, pace));
    }
  }

  private void tell(UUID controlPlane, Pace pace) {
    payloads.keep(
        controlPlane,
        pace.nodes.stream()
            .map(node -> wanted(node).sealed().revision())
            .collect(Collectors.toSet()));
    pace.nodes.forEach(KongNode::push);
    delayed.execute(() -> {
      if (pace.end()) {
        tell(controlPlane, pace);
      }
    });
  }

  /// Ends the connections of members that may not stay.
  public void revoke(Predicate<Member> gone) {
    paces
        .values()
        .forEach(pace ->
            pace.nodes.stream()
                .filter(node -> gone.test(node.member()))
                .forEach(node -> node.cut("the certificate was deleted")));
  }

  /// How many are connected.
  int size() {
    return paces.values().stream().mapToInt(pace -> pace.nodes.size()).sum();
  }
}
