package io.troop.control.sync;

import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.Member;
import io.troop.control.projection.NodeVersion;
import io.troop.control.projection.Projections;
import io.troop.control.store.CommitListener;
import io.troop.control.store.Heads;
import io.troop.control.store.Heads.Head;
import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The feeds of all control planes that have, or had, a node here. *Thread-safe.*
public final class Feeds implements CommitListener {

  private final Heads heads;
  private final DesiredRevisions desired;
  private final Projections projections;
  private final WorkspaceIds workspaces;
  private final Executor executor;
  private final Map<Line, Feed> feeds = new ConcurrentHashMap<>();

  /// Nodes of versions that know the same are on one line.
  private record Line(UUID controlPlane, NodeVersion version) {}

  /// @param desired says what nodes are to serve if not the newest
  /// @param projections says what older nodes know
  /// @param workspaces tells nodes the ids of workspaces
  /// @param executor runs what a commit sets off
  public Feeds(
      Heads heads,
      DesiredRevisions desired,
      Projections projections,
      WorkspaceIds workspaces,
      Executor executor) {
    this.heads = heads;
    this.desired = desired;
    this.projections = projections;
    this.workspaces = workspaces;
    this.executor = executor;
    desired.onChange(this::desiredChanged);
  }

  private void desiredChanged(UUID controlPlane) {
    each(controlPlane, Feed::desiredChanged);
  }

  private void each(UUID controlPlane, Consumer<Feed> action) {
    feeds.forEach((line, feed) -> {
      if (line.controlPlane().equals(controlPlane)) {
        action.accept(feed);
      }
    });
  }

  /// @param version of the nodes it is for
  Feed of(UUID controlPlane, String version) {
    Line line = new Line(controlPlane, projections.ofOurs(version).version());
    Feed known = feeds.get(line);
    if (known != null) {
      return known;
    }
    Head head = heads.head(controlPlane);
    Feed feed =
        feeds.computeIfAbsent(
            line,
            _ ->
                new Feed(
                    controlPlane,
                    head,
                    heads,
                    desired,
                    projections.view(version),
                    workspaces,
                    image -> projections.roots(controlPlane, image),
                    executor));
    // What was committed after the first look and before the feed could be told.
    feed.advance(heads.head(controlPlane));
    return feed;
  }

  @Override
  public void committed(UUID controlPlane, Image image, List<Change> changes, Sealed sealed) {
    each(controlPlane, feed -> feed.advance(new Head(image, sealed)));
  }

  /// Tells all nodes what to believe now.
  void trustMoved() {
    streams(NodeStream::trustMoved);
  }

  /// Ends the streams of members that may not stay, without a word to them.
  public void revoke(Predicate<Member> gone) {
    streams(stream -> {
      if (gone.test(stream.member())) {
        stream.revoke();
      }
    });
  }

  /// Orders nodes of a control plane to take up its history, though it does not have what they
  /// hold.
  ///
  /// @param node null for all that refuse to
  /// @return the nodes connected here that were told
  public List<UUID> adopt(UUID controlPlane, @Nullable UUID node) {
    List<UUID> told = new ArrayList<>();
    each(
        controlPlane,
        feed ->
            feed.streams().stream()
                .filter(stream -> stream.adopt(node))
                .forEach(stream -> told.add(stream.node())));
    return told;
  }

  /// Ends all streams, telling the nodes to come back.
  void cutAll(String reason) {
    streams(stream -> stream.cut(reason));
  }

  private void streams(Consumer<NodeStream> action) {
    Collection<Feed> all = feeds.values();
    all.forEach(feed -> feed.streams().forEach(action));
  }
}
