package io.troop.proxy.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.troop.proto.sync.v1.EntityChange;
import io.troop.proto.sync.v1.Part;
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
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Between messages and the state both planes share. *Stateless.*
final class Wire {

  private Wire() {}

  /// The changes of a transfer.
  ///
  /// @throws IOException when the content is not what the header says
  static List<Change> changes(Transfer header, ByteString data) throws IOException {
    List<Change> changes = new ArrayList<>((int) Math.min(header.getChanges(), 1 << 20));
    try (InputStream unpacked =
            switch (header.getEncoding()) {
              case PLAIN -> data.newInput();
              case ZLIB -> new InflaterInputStream(data.newInput());
              case UNRECOGNIZED -> throw new IOException("its encoding is not known here");
            };
        InputStream content = new Bounded(unpacked, mostBytes(header))) {
      for (EntityChange message = EntityChange.parseDelimitedFrom(content);
          message != null;
          message = EntityChange.parseDelimitedFrom(content)) {
        changes.add(change(message));
        if (changes.size() > header.getChanges()) {
          break;
        }
      }
    } catch (IllegalArgumentException problem) {
      throw new IOException(problem);
    }
    if (changes.size() != header.getChanges()) {
      throw new IOException(
          changes.size() + " changes (expected: " + header.getChanges() + ", as its header says)");
    }
    return changes;
  }

  /// Files of earlier nodes did not count the lengths before the entities.
  private static long mostBytes(Transfer header) {
    return header.getContentBytes() + 8L * header.getChanges();
  }

  private static Change change(EntityChange message) {
    EntityKey key = new EntityKey(message.getKind().intern(), uuid(message.getId()));
    return message.hasJson()
        ? Change.put(
            Entity.received(key, message.getWorkspace().intern(), message.getJson().toByteArray()))
        : Change.delete(key);
  }

  /// An image as a single part, for the disk.
  static Part snapshot(Holding holding) throws IOException {
    ByteString.Output packed = ByteString.newOutput();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    long[] size = {0};
    List<Change> all = Image.EMPTY.changesTo(holding.image());
    try (OutputStream out = new DeflaterOutputStream(packed, deflater, 64 * 1024)) {
      for (Change change : all) {
        Entity entity = change.after();
        if (entity != null) {
          EntityChange message = message(entity);
          message.writeDelimitedTo(out);
          int bytes = message.getSerializedSize();
          size[0] += CodedOutputStream.computeUInt32SizeNoTag(bytes) + (long) bytes;
        }
      }
    } finally {
      deflater.end();
    }
    Transfer header =
        Transfer.newBuilder()
            .setKind(Transfer.Kind.SNAPSHOT)
            .setTo(revision(holding.sealed()))
            .setEncoding(Transfer.Encoding.ZLIB)
            .setContentBytes(size[0])
            .setChanges(all.size())
            .putAllWorkspaces(named(holding.workspaces()))
            .build();
    return Part.newBuilder()
        .setTransfer(header)
        .setData(packed.toByteString())
        .setLast(true)
        .build();
  }

  /// The workspaces that a transfer names, with their ids.
  ///
  /// @throws IllegalArgumentException for an id of another length
  static Map<String, UUID> workspaces(Transfer header) {
    Map<String, UUID> ids = new HashMap<>();
    header.getWorkspacesMap().forEach((name, id) -> ids.put(name, uuid(id)));
    return ids;
  }

  private static Map<String, ByteString> named(Map<String, UUID> workspaces) {
    Map<String, ByteString> ids = new HashMap<>();
    workspaces.forEach((name, id) -> ids.put(name, bytes(id)));
    return ids;
  }

  private static EntityChange message(Entity entity) {
    return EntityChange.newBuilder()
        .setKind(entity.key().kind())
        .setId(bytes(entity.key().id()))
        .setWorkspace(entity.workspace())
        .setJson(UnsafeByteOperations.unsafeWrap(entity.json()))
        .build();
  }

  static Revision revision(Sealed sealed) {
    return revision(sealed, sealed.root()).toBuilder()
        .setSignature(UnsafeByteOperations.unsafeWrap(sealed.signature()))
        .build();
  }

  /// A revision as a node reports it: the root is what it really holds.
  static Revision revision(Sealed sealed, Root root) {
    return Revision.newBuilder()
        .setNumber(sealed.revision())
        .setRoot(UnsafeByteOperations.unsafeWrap(root.hash().bytes()))
        .build();
  }

  /// @throws IllegalArgumentException for a root of another length
  static Sealed sealed(UUID controlPlane, Revision message) {
    return new Sealed(
        controlPlane,
        message.getNumber(),
        new Root(Hash.of(message.getRoot().toByteArray())),
        message.getSignature().toByteArray());
  }

  static ByteString hashes(Image image) {
    ByteString.Output out = ByteString.newOutput(Image.BUCKETS * Hash.SIZE);
    for (Hash hash : image.bucketHashes()) {
      out.write(hash.bytes(), 0, Hash.SIZE);
    }
    return out.toByteString();
  }

  static ByteString bytes(UUID id) {
    return UnsafeByteOperations.unsafeWrap(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  /// @throws IllegalArgumentException for another number of bytes than 16
  static UUID uuid(ByteString bytes) {
    if (bytes.size() != 16) {
      throw new IllegalArgumentException("id of " + bytes.size() + " bytes (expected: 16)");
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
