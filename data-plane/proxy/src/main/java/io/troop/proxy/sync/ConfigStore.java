package io.troop.proxy.sync;

import io.troop.certs.SealCertificate;
import io.troop.certs.TrustException;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Transfer;
import io.troop.proto.sync.v1.Welcome;
import io.troop.proxy.cache.DamagedFile;
import io.troop.proxy.cache.DiskCache;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what a node holds in its [DiskCache] and verifies what it reads back. *Confined to the
/// sync thread.*
final class ConfigStore {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigStore.class);

  /// When so many changes wait for the disk, further ones are left out. The next that is not finds
  /// a gap and stores the whole.
  private static final int WAITING = 64;

  private final @Nullable DiskCache cache;
  private final Executor disk;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable String problem;

  /// @param cache null to keep nothing
  /// @param disk runs what is stored, one after the other
  ConfigStore(@Nullable DiskCache cache, Executor disk) {
    this.cache = cache;
    this.disk = disk;
    this.problem = cache == null ? "no configuration is kept: its folder can't be written" : null;
  }

  /// Why what serves is not stored for the next start; null when it is, or is about to be. May be
  /// asked from any thread.
  @Nullable String problem() {
    return problem;
  }

  /// The control plane a node belonged to last.
  ///
  /// @param seals its seals, the newest first; what an older one of the same authority signed is
  ///   still good
  record Peer(UUID controlPlane, List<SealCertificate> seals) {

    SealCertificate seal() {
      return seals.getFirst();
    }

    boolean vouchesFor(Sealed sealed) {
      return seals.stream().anyMatch(seal -> seal.verifies(sealed.payload(), sealed.signature()));
    }
  }

  /// What was learned of the control plane; null for nothing usable.
  @Nullable Peer peer() {
    if (cache == null) {
      return null;
    }
    try {
      Optional<byte[]> stored = cache.peer();
      return stored.isEmpty() ? null : peer(new ByteArrayInputStream(stored.get()));
    } catch (DamagedFile | IOException | TrustException | IllegalArgumentException problem) {
      LOG.warn("what was stored of the control plane can't be used: {}", problem.getMessage());
      return null;
    }
  }

  private static @Nullable Peer peer(InputStream stored) throws IOException {
    UUID controlPlane = null;
    List<SealCertificate> seals = new ArrayList<>();
    for (Welcome welcome = Welcome.parseDelimitedFrom(stored);
        welcome != null;
        welcome = Welcome.parseDelimitedFrom(stored)) {
      controlPlane = Wire.uuid(welcome.getControlPlane());
      seals.add(SealCertificate.parse(welcome.getSeal()));
    }
    return controlPlane == null ? null : new Peer(controlPlane, List.copyOf(seals));
  }

  /// Remembers a control plane and its seal.
  ///
  /// @param before the same control plane with the seals until now; null for none
  void learn(Welcome welcome, @Nullable Peer before) {
    if (cache == null) {
      return;
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      welcome.writeDelimitedTo(bytes);
      if (before != null) {
        welcome.toBuilder().setSeal(before.seal().pem()).build().writeDelimitedTo(bytes);
      }
      cache.peer(bytes.toByteArray());
    } catch (IOException problem) {
      LOG.error("the control plane's seal can't be stored: {}", problem.toString());
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

  /// The revisions on disk, the newest first.
  List<Long> revisions() {
    TreeSet<Long> revisions = new TreeSet<>();
    if (cache != null) {
      try {
        for (DiskCache.Line line : cache.lines()) {
          revisions.add(line.snapshot().to());
          line.deltas().forEach(delta -> revisions.add(delta.to()));
        }
      } catch (IOException problem) {
        LOG.error("the cached configuration can't be listed: {}", problem.toString());
      }
    }
    return List.copyOf(revisions.descendingSet());
  }

  /// A revision from disk; null when it is not there or can't be believed.
  @Nullable Holding load(long revision) {
    Peer peer = peer();
    if (cache == null || peer == null) {
      return null;
    }
    try {
      for (DiskCache.Line line : cache.lines()) {
        List<DiskCache.Piece> deltas =
            line.deltas().stream().takeWhile(delta -> delta.to() <= revision).toList();
        long end = deltas.isEmpty() ? line.snapshot().to() : deltas.getLast().to();
        if (end == revision) {
          Holding found = follow(cache, new DiskCache.Line(line.snapshot(), deltas), peer);
          if (found != null && found.sealed().revision() == revision) {
            return found;
          }
        }
      }
    } catch (IOException problem) {
      LOG.error("the cached configuration can't be listed: {}", problem.toString());
    }
    return null;
  }

  /// The revision the node is held at; null for none.
  @Nullable Long pinned() {
    try {
      return cache == null ? null : cache.pin().orElse(null);
    } catch (DamagedFile | NumberFormatException problem) {
      LOG.warn("what the node is held at can't be read: {}", problem.getMessage());
      return null;
    }
  }

  /// Remembers the revision the node is held at; null for none.
  void pin(@Nullable Long revision) {
    try {
      if (cache != null) {
        cache.pin(revision);
      }
    } catch (IOException problem) {
      LOG.error("what the node is held at lasts until its next start only: {}", problem.toString());
    }
  }

  /// As far along a line as all is well.
  private static @Nullable Holding follow(DiskCache cache, DiskCache.Line line, Peer peer) {
    Holding holding = null;
    try {
      holding = read(cache, line.snapshot(), null, peer);
      for (DiskCache.Piece delta : line.deltas()) {
        holding = read(cache, delta, holding, peer);
      }
    } catch (DamagedFile problem) {
      LOG.warn(
          "{}; {}",
          problem.getMessage(),
          holding == null ? "trying an older one" : "going back to " + holding.sealed());
    }
    return holding;
  }

  /// @param base what a delta builds on; null for a snapshot
  private static Holding read(
      DiskCache cache, DiskCache.Piece piece, @Nullable Holding base, Peer peer)
      throws DamagedFile {
    byte[] bytes = cache.read(piece);
    try {
      Part part = Part.parseFrom(bytes);
      Transfer header = part.getTransfer();
      Sealed sealed = Wire.sealed(peer.controlPlane(), header.getTo());
      if (!peer.vouchesFor(sealed)) {
        throw new DamagedFile(piece.file(), "its signature is not of the control plane's seal");
      }
      Image before = base == null ? Image.EMPTY : base.image();
      Image image = before.apply(Wire.changes(header, part.getData()));
      if (!sealed.covers(image)) {
        throw new DamagedFile(piece.file(), "its entities do not add up to the signed root");
      }
      Map<String, UUID> known = base == null ? Map.of() : base.workspaces();
      return new Holding(
          peer.seal(), sealed, image, Holding.merged(known, Wire.workspaces(header)));
    } catch (IOException | IllegalArgumentException problem) {
      throw new DamagedFile(piece.file(), problem.toString());
    }
  }

  /// Stores what serves now, soon. A disk that fails is reported and tried again with the next
  /// change, or with [#saveAgain], then with the whole.
  ///
  /// @param received the transfer that led here
  void save(Holding holding, Part received) {
    store(holding, files -> write(files, holding, received));
  }

  /// Stores the whole of what serves now, soon, after it could not be stored before.
  void saveAgain(Holding holding) {
    long revision = holding.sealed().revision();
    store(holding, files -> files.snapshot(revision, Wire.snapshot(holding).toByteArray()));
  }

  private interface Writing {
    void to(DiskCache files) throws IOException;
  }

  private void store(Holding holding, Writing writing) {
    DiskCache files = cache;
    if (files == null || waiting.get() >= WAITING) {
      return;
    }
    waiting.incrementAndGet();
    disk.execute(() -> {
      waiting.decrementAndGet();
      try {
        writing.to(files);
        if (problem != null) {
          LOG.info("{} is stored for the next start again", holding.sealed());
        }
        problem = null;
      } catch (IOException | RuntimeException failed) {
        problem = "what serves can't be stored for the next start: " + failed;
        LOG.error(
            "{} serves, but can't be stored for the next start: {}",
            holding.sealed(),
            failed.toString());
      }
    });
  }

  private static void write(DiskCache files, Holding holding, Part received) throws IOException {
    Transfer header = received.getTransfer();
    long revision = holding.sealed().revision();
    switch (header.getKind()) {
      case SNAPSHOT -> files.snapshot(revision, received.toByteArray());
      case DELTA -> {
        if (!files.delta(header.getFrom(), revision, received.toByteArray())) {
          files.snapshot(revision, Wire.snapshot(holding).toByteArray());
        }
      }
      default -> files.snapshot(revision, Wire.snapshot(holding).toByteArray());
    }
  }
}
