package io.troop.proxy.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import io.troop.certs.SealCertificate;
import io.troop.certs.TrustException;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Transfer;
import io.troop.proto.sync.v1.Welcome;
import io.troop.proxy.cache.DamagedFile;
import io.troop.proxy.cache.DiskCache;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what a node holds in its [DiskCache] and verifies what it reads back. *Confined to the
/// sync thread.*
final class ConfigStore {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigStore.class);

  private final @Nullable DiskCache cache;

  /// @param cache null to keep nothing
  ConfigStore(@Nullable DiskCache cache) {
    this.cache = cache;
  }

  /// The control plane a node belonged to last, and its seal.
  record Peer(UUID controlPlane, SealCertificate seal) {}

  /// What was learned of the control plane; null for nothing usable.
  @Nullable Peer peer() {
    if (cache == null) {
      return null;
    }
    try {
      Optional<byte[]> stored = cache.peer();
      if (stored.isEmpty()) {
        return null;
      }
      Welcome welcome = Welcome.parseFrom(stored.get());
      return new Peer(
          Wire.uuid(welcome.getControlPlane()), SealCertificate.parse(welcome.getSeal()));
    } catch (DamagedFile
        | InvalidProtocolBufferException
        | TrustException
        | IllegalArgumentException problem) {
      LOG.warn("what was stored of the control plane can't be used: {}", problem.getMessage());
      return null;
    }
  }

  /// Remembers a control plane.
  void learn(Welcome welcome) {
    if (cache != null) {
      try {
        cache.peer(welcome.toByteArray());
      } catch (IOException problem) {
        LOG.error("the control plane's seal can't be stored: {}", problem.toString());
      }
    }
  }

  /// The newest configuration on disk that the seal vouches for; null for none. What can't be used
  /// is skipped with a line in the log.
  @Nullable Holding load() {
    Peer peer = peer();
    if (cache == null || peer == null) {
      return null;
    }
    try {
      for (DiskCache.Line line : cache.lines()) {
        Holding found = follow(cache, line, peer);
        if (found != null) {
          return found;
        }
      }
    } catch (IOException problem) {
      LOG.error("the cached configuration can't be listed: {}", problem.toString());
    }
    return null;
  }

  /// As far along a line as all is well.
  private static @Nullable Holding follow(DiskCache cache, DiskCache.Line line, Peer peer) {
    Holding holding = null;
    try {
      holding = read(cache, line.snapshot(), Image.EMPTY, peer);
      for (DiskCache.Piece delta : line.deltas()) {
        holding = read(cache, delta, holding.image(), peer);
      }
    } catch (DamagedFile problem) {
      LOG.warn(
          "{}; {}",
          problem.getMessage(),
          holding == null ? "trying an older one" : "going back to " + holding.sealed());
    }
    return holding;
  }

  private static Holding read(DiskCache cache, DiskCache.Piece piece, Image base, Peer peer)
      throws DamagedFile {
    byte[] bytes = cache.read(piece);
    try {
      Part part = Part.parseFrom(bytes);
      Transfer header = part.getTransfer();
      Sealed sealed = Wire.sealed(peer.controlPlane(), header.getTo());
      if (!peer.seal().verifies(sealed.payload(), sealed.signature())) {
        throw new DamagedFile(piece.file(), "its signature is not of the control plane's seal");
      }
      Image image = base.apply(Wire.changes(header, part.getData()));
      if (!sealed.covers(image)) {
        throw new DamagedFile(piece.file(), "its entities do not add up to the signed root");
      }
      return new Holding(peer.seal(), sealed, image);
    } catch (IOException | IllegalArgumentException problem) {
      throw new DamagedFile(piece.file(), problem.toString());
    }
  }

  /// Stores what serves now. A disk that fails is reported and tried again with the next change,
  /// then with the whole.
  ///
  /// @param received the transfer that led here
  void save(Holding holding, Part received) {
    if (cache == null) {
      return;
    }
    Transfer header = received.getTransfer();
    long revision = holding.sealed().revision();
    try {
      boolean stored =
          switch (header.getKind()) {
            case SNAPSHOT -> {
              cache.snapshot(revision, received.toByteArray());
              yield true;
            }
            case DELTA -> cache.delta(header.getFrom(), revision, received.toByteArray());
            default -> false;
          };
      if (!stored) {
        cache.snapshot(revision, Wire.snapshot(holding).toByteArray());
      }
    } catch (IOException problem) {
      LOG.error(
          "{} serves, but can't be stored for the next start: {}",
          holding.sealed(),
          problem.toString());
    }
  }
}
