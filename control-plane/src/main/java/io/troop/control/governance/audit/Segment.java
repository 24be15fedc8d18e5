package io.troop.control.governance.audit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/// A file of entries that are on record and not in the database yet. Written to its end only, by
/// the process that holds its lock; whoever finds it without a lock may read it out. *Confined to
/// whoever holds the locks of its [Spool].*
///
/// Every entry is its length, a checksum of the rest, then the rest. What does not fit its checksum
/// is the end: it was being written when the process died, and nobody had its answer.
final class Segment {

  private static final String SUFFIX = ".spool";
  private static final int HEAD = 8;
  private static final int LONGEST = 64 * 1024 * 1024;

  /// Those of this process: to open one again and close that would give up its lock.
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final UUID id;
  // No channels: an interrupt would close them, and give up the lock.
  private final RandomAccessFile writer;
  private final RandomAccessFile reader;
  private long end;

  /// Where the next write goes, unless it is told; -1 after one that failed.
  private long at = -1;

  private Segment(Path path, UUID id, RandomAccessFile writer, RandomAccessFile reader)
      throws IOException {
    this.path = path;
    this.id = id;
    this.writer = writer;
    this.reader = reader;
    this.end = writer.length();
  }

  /// A new one, which only its owner can read.
  static Segment create(Path folder, UUID id) throws IOException {
    Path path = folder.resolve(id + SUFFIX);
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return locked(path, id)
        .orElseThrow(() -> new IOException(path + " was locked by somebody else"));
  }

  /// One that a process left behind; empty when it is still somebody's, or none.
  static Optional<Segment> adopt(Path path) throws IOException {
    String name = path.getFileName().toString();
    try {
      return name.endsWith(SUFFIX)
          ? locked(path, UUID.fromString(name.substring(0, name.length() - SUFFIX.length())))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<Segment> locked(Path path, UUID id) throws IOException {
    if (!OURS.add(path)) {
      return Optional.empty();
    }
    List<RandomAccessFile> files = new ArrayList<>();
    try {
      RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw");
      files.add(writer);
      // Who deletes one does so before leaving the lock: then this is none any more.
      if (writer.getChannel().tryLock() != null && Files.exists(path)) {
        RandomAccessFile reader = new RandomAccessFile(path.toFile(), "r");
        files.add(reader);
        return Optional.of(new Segment(path, id, writer, reader));
      }
    } catch (IOException problem) {
      close(path, files);
      throw problem;
    }
    close(path, files);
    return Optional.empty();
  }

  private static void close(Path path, List<RandomAccessFile> files) throws IOException {
    for (RandomAccessFile file : files) {
      file.close();
    }
    OURS.remove(path);
  }

  UUID id() {
    return id;
  }

  /// Up to where it is written.
  long end() {
    return end;
  }

  /// The bytes of an entry, as they are appended.
  static byte[] bytes(Entry.Draft draft) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(rest)) {
      out.writeLong(0);
      out.writeLong(draft.at());
      out.writeLong(draft.expiresAt());
      out.writeLong(draft.controlPlane().getMostSignificantBits());
      out.writeLong(draft.controlPlane().getLeastSignificantBits());
      String workspace = draft.workspace();
      out.writeBoolean(workspace != null);
      if (workspace != null) {
        out.writeUTF(workspace);
      }
      out.write(draft.text().getBytes(StandardCharsets.UTF_8));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    byte[] bytes = rest.toByteArray();
    ByteBuffer.wrap(bytes)
        .putInt(bytes.length - HEAD)
        .putInt(checksum(bytes, HEAD, bytes.length - HEAD));
    return bytes;
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  /// Appends an entry. When that fails, the next takes its place.
  void append(byte[] bytes) throws IOException {
    if (at != end) {
      writer.seek(end);
    }
    at = -1;
    writer.write(bytes);
    end += bytes.length;
    at = end;
  }

  /// Entries from a place on, and the place behind them.
  record Chunk(List<Entry.Draft> drafts, long next) {}

  /// Reads entries.
  ///
  /// @param limit the end, as it was when the caller looked
  /// @param most how many bytes at once, unless one entry has more
  Chunk read(long from, long limit, int most) throws IOException {
    byte[] bytes = bytes(from, (int) Math.min(most, limit - from));
    if (bytes.length >= HEAD && ByteBuffer.wrap(bytes).getInt() > bytes.length - HEAD) {
      // One that is longer than all the others.
      long length = HEAD + (long) ByteBuffer.wrap(bytes).getInt();
      bytes = length > LONGEST ? bytes : bytes(from, (int) Math.min(length, limit - from));
    }
    List<Entry.Draft> drafts = new ArrayList<>();
    ByteBuffer heads = ByteBuffer.wrap(bytes);
    int at = HEAD;
    while (at < bytes.length) {
      int length = heads.getInt(at - HEAD);
      int sum = heads.getInt(at - Integer.BYTES);
      if (length < 1 || length > bytes.length - at || checksum(bytes, at, length) != sum) {
        break;
      }
      drafts.add(draft(bytes, at, length));
      at += length + HEAD;
    }
    return new Chunk(drafts, from + at - HEAD);
  }

  private byte[] bytes(long from, int length) throws IOException {
    byte[] bytes = new byte[length];
    reader.seek(from);
    int read = 0;
    for (int more = 0; more >= 0 && read < length; read += Math.max(0, more)) {
      more = reader.read(bytes, read, length - read);
    }
    return read == length ? bytes : Arrays.copyOf(bytes, read);
  }

  private static Entry.Draft draft(byte[] bytes, int from, int length) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, from, length))) {
      long at = in.readLong();
      long expiresAt = in.readLong();
      UUID controlPlane = new UUID(in.readLong(), in.readLong());
      String workspace = in.readBoolean() ? in.readUTF() : null;
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Entry.Draft(at, expiresAt, controlPlane, workspace, text);
    }
  }

  /// Deletes the file, for good, and leaves the lock.
  void delete() throws IOException {
    Files.deleteIfExists(path);
    try (FileChannel folder =
        FileChannel.open(Objects.requireNonNull(path.getParent()), StandardOpenOption.READ)) {
      folder.force(true);
    }
    close(path, List.of(writer, reader));
  }

  /// Leaves the lock, and the file to whoever takes it next.
  void release() {
    try {
      close(path, List.of(writer, reader));
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
