package io.troop.control.sync;

import io.troop.control.fleet.DesiredRevisions;
import io.troop.control.fleet.Member;
import io.troop.control.store.CommitListener;
import io.troop.control.store.Heads;
import io.troop.control.store.Heads.Head;
import io.troop.state.Change;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The feeds of all control planes that have, or had, a node here. *Thread-safe.*
public final class Feeds implements CommitListener {

  private final Heads heads;
  private final DesiredRevisions desired;
  private final Executor executor;
  private final Map<UUID, Feed> feeds = new ConcurrentHashMap<>();

  /// @param desired says what nodes are to serve if not the newest
  /// @param executor runs what a commit sets off
  public Feeds(Heads heads, DesiredRevisions desired, Executor executor) {
    this.heads = heads;
    this.desired = desired;
    this.executor = executor;
    desired.onChange(this::desiredChanged);
  }

  private void desiredChanged(UUID controlPlane) {
    Feed feed = feeds.get(controlPlane);
    if (feed != null) {
      feed.desiredChanged();
    }
  }

  Feed of(UUID controlPlane) {
    Feed known = feeds.get(controlPlane);
    if (known != null) {
      return known;
    }
    Head head = heads.head(controlPlane);
    Feed feed =
        feeds.computeIfAbsent(controlPlane, id -> new Feed(id, head, heads, desired, executor));
    // What was committed after the first look and before the feed could be told.
    feed.advance(heads.head(controlPlane));
    return feed;
  }

  @Override
  public void committed(UUID controlPlane, Image image, List<Change> changes, Sealed sealed) {
    Feed feed = feeds.get(controlPlane);
    if (feed != null) {
      feed.advance(new Head(image, sealed));
    }
  }

  /// Ends the streams of members that may not stay, without a word to them.
  public void revoke(Predicate<Member> gone) {
    streams(stream -> {
      if (gone.test(stream.member())) {
        stream.revoke();
      }
    });
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
