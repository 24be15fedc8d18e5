package io.troop.control.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {

  private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000a");

  @TempDir private Path folder;

  private static Entry.Draft draft(int number, String text) {
    return new Entry.Draft(
        number, number + 100, new UUID(1, number), number % 2 == 0 ? null : "ws-ü", text);
  }

  private static Entry.Draft draft(int number) {
    return draft(number, "{\"path\":\"/" + number + "\"}");
  }

  private static List<Entry.Draft> all(Segment segment, int bytesAtOnce) throws IOException {
    List<Entry.Draft> all = new ArrayList<>();
    long at = 0;
    while (true) {
      Segment.Chunk chunk = segment.read(at, segment.end(), bytesAtOnce);
      if (chunk.drafts().isEmpty()) {
        return all;
      }
      all.addAll(chunk.drafts());
      at = chunk.next();
    }
  }

  @Test
  void whatWasAppendedIsReadInOrderHoweverManyAtOnce() throws IOException {
    Segment segment = Segment.create(folder, ID);
    List<Entry.Draft> wanted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      wanted.add(i == 20 ? draft(i, "x".repeat(10_000)) : draft(i));
      segment.append(Segment.bytes(wanted.getLast()));
    }

    for (int bytes : new int[] {9, 100, 5_000, 1_000_000}) {
      assertThat(all(segment, bytes)).as("%d bytes at once", bytes).isEqualTo(wanted);
    }
    segment.delete();
  }

  @Test
  void onlyItsOwnerReadsItAndNobodyTakesOneThatIsInUse() throws IOException {
    Segment segment = Segment.create(folder, ID);
    Path path = folder.resolve(ID + ".spool");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(Segment.adopt(path)).isEmpty();
    assertThat(Segment.adopt(Files.createFile(folder.resolve("other.txt")))).isEmpty();
    assertThat(Segment.adopt(Files.createFile(folder.resolve("other.spool")))).isEmpty();
    segment.delete();
    assertThat(path).doesNotExist();
  }

  @Test
  void anEntryThatWasBeingWrittenIsTheEnd() throws IOException {
    byte[] last = Segment.bytes(draft(3));
    for (int length = 0; length < last.length; length++) {
      Path path = folder.resolve(ID + ".spool");
      Segment segment = Segment.create(folder, ID);
      segment.append(Segment.bytes(draft(1)));
      segment.append(Segment.bytes(draft(2)));
      segment.release();
      Files.write(path, java.util.Arrays.copyOf(last, length), StandardOpenOption.APPEND);

      Segment found = Segment.adopt(path).orElseThrow();
      assertThat(all(found, 1_000)).as("%d bytes", length).containsExactly(draft(1), draft(2));
      found.delete();
    }
  }

  @Test
  void changedBytesAndHugeLengthsAreTheEnd() throws IOException {
    Segment segment = Segment.create(folder, ID);
    segment.append(Segment.bytes(draft(1)));
    byte[] changed = Segment.bytes(draft(2));
    changed[changed.length - 1] ^= 1;
    segment.append(changed);
    assertThat(all(segment, 1_000)).containsExactly(draft(1));
    segment.append(new byte[] {127, 127, 127, 127, 0, 0, 0, 0, 0, 0});
    assertThat(segment.read(segment.end() - 10, segment.end(), 1).drafts()).isEmpty();
    segment.delete();
  }

  @Test
  void aFullDiskIsToldAndTakesNoEntry() throws IOException {
    Path path = folder.resolve(ID + ".spool");
    Files.createSymbolicLink(path, Path.of("/dev/full"));
    Segment segment = Segment.adopt(path).orElseThrow();

    assertThatThrownBy(() -> segment.append(Segment.bytes(draft(1))))
        .isInstanceOf(IOException.class);
    assertThat(segment.end()).isZero();
    segment.release();
  }
}
