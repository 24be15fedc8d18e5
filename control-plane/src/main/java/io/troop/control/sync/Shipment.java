package io.troop.control.sync;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.troop.proto.sync.v1.EntityChange;
import io.troop.proto.sync.v1.Part;
import io.troop.proto.sync.v1.Revision;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Transfer;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.Root;
import io.troop.state.Sealed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// A transfer ready to be sent: its header and its parts, serialised. *Immutable*; shared by all
/// nodes that take the same step.
///
/// @param header what it is; the first frame carries it, too
/// @param frames the messages in their order
/// @param bytes the size of all frames
record Shipment(Transfer header, List<Frame> frames, long bytes) {

  /// Larger entities are cut; a part stays well below what any gRPC peer takes.
  static final int PART_BYTES = 256 * 1024 - 1024;

  /// Below this size compressing costs more than it saves.
  private static final int PLAIN_BYTES = 2 * 1024;

  /// Serialises a transfer.
  ///
  /// @param header without revision, encoding and sizes: these are filled in here
  static Shipment of(Transfer.Builder header, Sealed to, List<Change> changes) {
    long size = 0;
    for (Change change : changes) {
      Entity after = change.after();
      size += 64 + (after == null ? 0 : after.json().length);
    }
    boolean plain = size < PLAIN_BYTES;
    Pieces pieces = new Pieces();
    long content = plain ? write(changes, pieces) : deflate(changes, pieces);
    header
        .setTo(revision(to))
        .setEncoding(plain ? Transfer.Encoding.PLAIN : Transfer.Encoding.ZLIB)
        .setContentBytes(content)
        .setChanges(changes.size());
    return of(header.build(), pieces.cut());
  }

  private static Shipment of(Transfer header, List<byte[]> pieces) {
    List<Frame> frames = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < pieces.size(); i++) {
      Part.Builder part =
          Part.newBuilder()
              .setData(UnsafeByteOperations.unsafeWrap(pieces.get(i)))
              .setLast(i == pieces.size() - 1);
      if (i == 0) {
        part.setTransfer(header);
      }
      Frame frame = Frame.of(ToNode.newBuilder().setPart(part).build());
      frames.add(frame);
      bytes += frame.bytes().length;
    }
    return new Shipment(header, List.copyOf(frames), bytes);
  }

  /// The same content with a reason in its header.
  Shipment because(String reason) {
    return with(header.toBuilder().setReason(reason).build());
  }

  /// The same content for a node that holds something.
  ///
  /// @param revision the number of what it holds
  /// @param roots what this number stands for in the control plane's history
  Shipment inPlaceOf(long revision, Set<Root> roots) {
    Transfer.Builder changed = header.toBuilder().setFrom(revision);
    roots.forEach(
        root -> changed.addKnownRoots(UnsafeByteOperations.unsafeWrap(root.hash().bytes())));
    return with(changed.build());
  }

  private Shipment with(Transfer changed) {
    Frame first = frames.getFirst();
    try {
      ToNode.Builder message = ToNode.parseFrom(first.bytes()).toBuilder();
      message.getPartBuilder().setTransfer(changed);
      Frame frame = Frame.of(message.build());
      List<Frame> all = new ArrayList<>(frames);
      all.set(0, frame);
      return new Shipment(
          changed, List.copyOf(all), bytes - first.bytes().length + frame.bytes().length);
    } catch (InvalidProtocolBufferException impossible) {
      throw new AssertionError("a frame made here can't be read", impossible);
    }
  }

  private static long deflate(List<Change> changes, Pieces pieces) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream out = new DeflaterOutputStream(pieces, deflater, 64 * 1024)) {
      return write(changes, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      deflater.end();
    }
  }

  private static long write(List<Change> changes, OutputStream out) {
    long content = 0;
    try {
      for (Change change : changes) {
        EntityChange message = message(change);
        message.writeDelimitedTo(out);
        content += delimitedSize(message);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return content;
  }

  private static long delimitedSize(EntityChange message) {
    int size = message.getSerializedSize();
    return CodedOutputStream.computeUInt32SizeNoTag(size) + (long) size;
  }

  private static EntityChange message(Change change) {
    EntityChange.Builder message =
        EntityChange.newBuilder().setKind(change.key().kind()).setId(bytes(change.key().id()));
    Entity after = change.after();
    if (after != null) {
      message
          .setWorkspace(after.workspace())
          .setJson(UnsafeByteOperations.unsafeWrap(after.json()));
    }
    return message.build();
  }

  static Revision revision(Sealed sealed) {
    return Revision.newBuilder()
        .setNumber(sealed.revision())
        .setRoot(UnsafeByteOperations.unsafeWrap(sealed.root().hash().bytes()))
        .setSignature(UnsafeByteOperations.unsafeWrap(sealed.signature()))
        .build();
  }

  static ByteString bytes(UUID id) {
    return UnsafeByteOperations.unsafeWrap(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .flip());
  }

  /// Collects bytes in arrays of the size of a part.
  private static final class Pieces extends OutputStream {
    private final List<byte[]> full = new ArrayList<>();
    private byte[] open = new byte[4096];
    private int used;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int from = offset;
      int left = length;
      while (left > 0) {
        if (used == PART_BYTES) {
          full.add(open);
          open = new byte[PART_BYTES];
          used = 0;
        }
        int room = Math.min(left, PART_BYTES - used);
        if (open.length < used + room) {
          open = Arrays.copyOf(open, Math.min(PART_BYTES, 2 * (used + room)));
        }
        System.arraycopy(bytes, from, open, used, room);
        used += room;
        from += room;
        left -= room;
      }
    }

    /// All pieces; at least one, though it may be empty.
    List<byte[]> cut() {
      List<byte[]> all = new ArrayList<>(full);
      all.add(Arrays.copyOf(open, used));
      return all;
    }
  }
}
