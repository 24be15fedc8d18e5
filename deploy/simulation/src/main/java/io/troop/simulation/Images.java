package io.troop.simulation;

import com.google.protobuf.ByteString;
import io.troop.certs.SealCertificate;
import io.troop.proto.sync.v1.EntityChange;
import io.troop.proto.sync.v1.Revision;
import io.troop.proto.sync.v1.Transfer;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Hash;
import io.troop.state.Image;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// The states that simulated nodes hold. *Thread-safe.* Each is made, and its root and seal
/// checked, once for all nodes that take the same step: a thousand nodes fit into one process.
final class Images {

  private final Map<Step, Image> made = new ConcurrentHashMap<>();

  private record Step(@Nullable Root from, Root to) {}

  /// A revision that a message names.
  static Sealed sealed(UUID controlPlane, Revision revision) {
    return new Sealed(
        controlPlane,
        revision.getNumber(),
        new Root(Hash.of(revision.getRoot().toByteArray())),
        revision.getSignature().toByteArray());
  }

  /// The state after a transfer.
  ///
  /// @param before null for a node that holds nothing
  /// @param held what it was sealed as
  /// @throws IllegalStateException when the seal did not sign it, or it has another root
  Image after(
      @Nullable Image before,
      @Nullable Sealed held,
      Sealed to,
      Transfer header,
      ByteString data,
      SealCertificate seal) {
    boolean whole = header.getKind() == Transfer.Kind.SNAPSHOT;
    Root from = whole || held == null ? null : held.root();
    return made.computeIfAbsent(
        new Step(from, to.root()),
        _ -> {
          if (!seal.verifies(to.payload(), to.signature())) {
            throw new IllegalStateException("the signature of " + to + " is not of the seal");
          }
          Image base = whole || before == null ? Image.EMPTY : before;
          Image next = base.apply(changes(header, data));
          if (!to.covers(next)) {
            throw new IllegalStateException("the root of " + to + " does not cover what came");
          }
          return next;
        });
  }

  private static List<Change> changes(Transfer header, ByteString data) {
    List<Change> changes = new ArrayList<>();
    boolean plain = header.getEncoding() == Transfer.Encoding.PLAIN;
    try (InputStream in = plain ? data.newInput() : new InflaterInputStream(data.newInput())) {
      for (EntityChange next = EntityChange.parseDelimitedFrom(in);
          next != null;
          next = EntityChange.parseDelimitedFrom(in)) {
        ByteBuffer id = next.getId().asReadOnlyByteBuffer();
        EntityKey key = new EntityKey(next.getKind(), new UUID(id.getLong(), id.getLong()));
        changes.add(
            next.hasJson()
                ? Change.put(
                    Entity.received(key, next.getWorkspace(), next.getJson().toByteArray()))
                : Change.delete(key));
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return changes;
  }
}
