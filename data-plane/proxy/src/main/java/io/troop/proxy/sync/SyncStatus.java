package io.troop.proxy.sync;

import io.troop.proxy.live.Applied;
import io.troop.state.Sealed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// What the node's status pages show of its configuration. *Thread-safe.*
public final class SyncStatus {

  /// A configuration in use.
  ///
  /// @param fromDisk whether it was found on disk at start and not heard of since
  public record Serving(Sealed sealed, Applied applied, boolean fromDisk) {}

  private volatile @Nullable Serving serving;
  private volatile boolean connected;
  private volatile @Nullable String refusal;
  private volatile @Nullable String notice;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  /// Somebody who waits for a revision; compared by identity.
  private static final class Waiting {
    private final long revision;
    private final MonoSink<Void> sink;

    Waiting(long revision, MonoSink<Void> sink) {
      this.revision = revision;
      this.sink = sink;
    }
  }

  private volatile @Nullable Long pinned;
  private volatile BooleanSupplier draining = () -> false;

  /// What serves; null before the node ever had a configuration. A configuration without entities
  /// is one.
  public @Nullable Serving serving() {
    return serving;
  }

  /// Whether a configuration is live: the node is ready for traffic.
  public boolean isReady() {
    return serving != null;
  }

  /// What stands where Kong shows the hash of its configuration: 32 zeros before the first.
  public String configHash() {
    Serving now = serving;
    return now == null ? "0".repeat(32) : now.sealed().root().configHash();
  }

  /// Whether there is a stream to the control plane.
  public boolean isConnected() {
    return connected;
  }

  /// Why the node does not follow its control plane, which has another history; null if it does.
  public @Nullable String refusal() {
    return refusal;
  }

  /// What the control plane says is wrong with this node; null for nothing.
  public @Nullable String notice() {
    return notice;
  }

  void notice(@Nullable String said) {
    notice = said;
  }

  void refuses(String reason) {
    refusal = reason;
  }

  /// The revision somebody holds the node at; null for none.
  public @Nullable Long pinned() {
    return pinned;
  }

  void pinned(@Nullable Long revision) {
    pinned = revision;
  }

  /// Whether the node was told to take no new requests.
  public boolean isDraining() {
    return draining.getAsBoolean();
  }

  /// Says who knows whether the node is draining.
  public void drainingIs(BooleanSupplier known) {
    draining = known;
  }

  void serves(Sealed sealed, Applied applied, boolean fromDisk) {
    serving = new Serving(sealed, applied, fromDisk);
    refusal = null;
    waiting.forEach(this::release);
  }

  void connected(boolean now) {
    connected = now;
  }

  /// Completes when this revision or a later one serves, on the thread that took it into use.
  Mono<Void> whenServing(long revision) {
    return Mono.create(sink -> {
      Waiting one = new Waiting(revision, sink);
      sink.onDispose(() -> waiting.remove(one));
      waiting.add(one);
      release(one); // It may serve already.
    });
  }

  private void release(Waiting one) {
    Serving now = serving;
    if (now != null && now.sealed().revision() >= one.revision) {
      one.sink.success();
    }
  }
}
