package io.troop.proxy.cache;

import io.troop.certs.MasterKey;
import io.troop.certs.TrustException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The configurations a node received, on its disk. *Revisions are written by one thread at a
/// time.*
///
/// A line is a snapshot followed by the deltas that came after it, one file each, so a change costs
/// a small file. When a line has grown long a new one begins; the line before is kept, so the last
/// revisions can be gone back to with the control plane down.
public final class DiskCache {

  /// A line with so many deltas is long: a start applies and verifies them one by one.
  static final int DELTAS = 128;

  private static final int LINES = 2;
  private static final String PEER = "control-plane";
  private static final String PIN = "pin";
  private static final String CREDENTIALS = "credentials";
  private static final Pattern NAME =
      Pattern.compile("revision-(\\d{19})(?:-snapshot|-from-(\\d{19}))");

  /// One file.
  ///
  /// @param from the revision a delta starts from; -1 for a snapshot
  /// @param to the revision it leads to
  public record Piece(Path file, long from, long to) {
    boolean isSnapshot() {
      return from < 0;
    }
  }

  /// A snapshot and the deltas that lead on from it, without a gap.
  public record Line(Piece snapshot, List<Piece> deltas) {}

  private final Path folder;
  private final MasterKey key;
  private final Disk disk;

  /// What files are written with. After an exception the file is as it was before.
  @FunctionalInterface
  public interface Disk {

    /// That of this machine.
    Disk REAL = AtomicFile::write;

    void write(Path file, byte[] content) throws IOException;
  }

  /// @param folder made with mode 0700 if it is not there
  public DiskCache(Path folder, MasterKey key) throws IOException {
    this(folder, key, Disk.REAL);
  }

  /// @param folder made with mode 0700 if it is not there
  public DiskCache(Path folder, MasterKey key, Disk disk) throws IOException {
    this.folder = folder;
    this.key = key;
    this.disk = disk;
    AtomicFile.folder(folder);
    for (Path file : files()) {
      if (file.getFileName().toString().endsWith(AtomicFile.UNFINISHED)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// Begins a line. Lines that became superfluous are deleted, and so is everything of a later
  /// revision: the control plane went back.
  public void snapshot(long revision, byte[] content) throws IOException {
    write("revision-%019d-snapshot".formatted(revision), content);
    List<Line> lines = lines();
    long oldest =
        lines.stream()
            .filter(line -> line.snapshot().to() <= revision)
            .limit(LINES)
            .mapToLong(line -> line.snapshot().to())
            .min()
            .orElse(revision);
    for (Piece piece : pieces()) {
      if (piece.to() > revision || piece.to() < oldest) {
        Files.deleteIfExists(piece.file());
      }
    }
  }

  /// Goes on with the newest line.
  ///
  /// @return whether that was possible; if not, a snapshot is to be stored instead: there is no
  ///   line that ends at `from`, it is long, or the change leads back to an earlier revision
  public boolean delta(long from, long to, byte[] content) throws IOException {
    List<Line> lines = lines();
    // A step back ends a line: what came later is not to be found at the next start.
    boolean isBack = to <= from;
    if (isBack
        || lines.isEmpty()
        || end(lines.getFirst()) != from
        || isLong(lines.getFirst(), content)) {
      return false;
    }
    write("revision-%019d-from-%019d".formatted(to, from), content);
    return true;
  }

  private static boolean isLong(Line line, byte[] content) throws IOException {
    long bytes = content.length;
    for (Piece delta : line.deltas()) {
      bytes += Files.size(delta.file());
    }
    // A small snapshot is cheap to write, but not after every change.
    long room = Math.max(Files.size(line.snapshot().file()), 256 * 1024);
    return line.deltas().size() >= DELTAS || bytes > room;
  }

  private static long end(Line line) {
    return line.deltas().isEmpty() ? line.snapshot().to() : line.deltas().getLast().to();
  }

  /// All lines, the newest first.
  public List<Line> lines() throws IOException {
    List<Piece> pieces = pieces();
    List<Line> lines = new ArrayList<>();
    for (Piece snapshot : pieces.stream().filter(Piece::isSnapshot).toList()) {
      List<Piece> deltas = new ArrayList<>();
      long at = snapshot.to();
      for (Optional<Piece> next = after(at, pieces); next.isPresent(); next = after(at, pieces)) {
        deltas.add(next.get());
        at = next.get().to();
      }
      lines.addFirst(new Line(snapshot, deltas));
    }
    return lines;
  }

  private static Optional<Piece> after(long revision, List<Piece> pieces) {
    return pieces.stream()
        .filter(piece -> piece.from() == revision && piece.to() > revision)
        .findFirst();
  }

  /// In growing order of revisions.
  private List<Piece> pieces() throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (Path file : files()) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches()) {
        long from = name.group(2) == null ? -1 : Long.parseLong(name.group(2));
        pieces.add(new Piece(file, from, Long.parseLong(name.group(1))));
      }
    }
    pieces.sort(Comparator.comparingLong(Piece::to));
    return pieces;
  }

  /// The content of a file.
  ///
  /// @throws DamagedFile when it is not what was written, byte by byte
  public byte[] read(Piece piece) throws DamagedFile {
    return read(piece.file());
  }

  /// Remembers the revision the node is held at.
  ///
  /// @param revision null for none
  public void pin(@Nullable Long revision) throws IOException {
    if (revision == null) {
      Files.deleteIfExists(folder.resolve(PIN));
    } else {
      write(PIN, String.valueOf(revision).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /// The revision the node is held at; empty for none.
  ///
  /// @throws DamagedFile when it is not what was written
  public Optional<Long> pin() throws DamagedFile {
    Path file = folder.resolve(PIN);
    return Files.exists(file)
        ? Optional.of(Long.valueOf(new String(read(file), StandardCharsets.US_ASCII)))
        : Optional.empty();
  }

  /// Stores what is known of the control plane.
  public void peer(byte[] content) throws IOException {
    write(PEER, content);
  }

  /// Stores what the node got over time to show and to believe.
  public void credentials(byte[] content) throws IOException {
    write(CREDENTIALS, content);
  }

  /// What [#credentials] stored last; empty when nothing was.
  ///
  /// @throws DamagedFile when it can't be read
  public Optional<byte[]> credentials() throws DamagedFile {
    Path file = folder.resolve(CREDENTIALS);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  /// What [#peer] stored last; empty when nothing was.
  ///
  /// @throws DamagedFile when it is not what was written
  public Optional<byte[]> peer() throws DamagedFile {
    Path file = folder.resolve(PEER);
    return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
  }

  private byte[] read(Path file) throws DamagedFile {
    try {
      return key.decrypt(Files.readAllBytes(file), file.getFileName().toString());
    } catch (IOException | TrustException problem) {
      throw new DamagedFile(file, String.valueOf(problem.getMessage()));
    }
  }

  private void write(String name, byte[] content) throws IOException {
    disk.write(folder.resolve(name), key.encrypt(content, name));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
