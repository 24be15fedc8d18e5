package io.troop.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {

  @TempDir Path home;
  private final MasterKey key = MasterKey.derive(new byte[32], "test", new SecureRandom());

  private DiskCache open() throws IOException {
    return new DiskCache(home.resolve("cache"), key);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(home.resolve("cache"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void aLineIsASnapshotAndTheDeltasAfterIt() throws Exception {
    DiskCache cache = open();
    cache.snapshot(3, bytes("three"));
    assertThat(cache.delta(3, 5, bytes("five"))).isTrue();
    assertThat(cache.delta(5, 6, bytes("six"))).isTrue();
    DiskCache.Line line = open().lines().getFirst();
    assertThat(cache.read(line.snapshot())).isEqualTo(bytes("three"));
    assertThat(line.deltas()).extracting(DiskCache.Piece::to).containsExactly(5L, 6L);
    assertThat(cache.read(line.deltas().getLast())).isEqualTo(bytes("six"));
  }

  @Test
  void refusesADeltaThatLeavesAGap() throws Exception {
    DiskCache cache = open();
    assertThat(cache.delta(1, 2, bytes("two"))).isFalse();
    cache.snapshot(3, bytes("three"));
    assertThat(cache.delta(4, 5, bytes("five"))).isFalse();
    assertThat(files()).hasSize(1);
  }

  @Test
  void beginsANewLineWhenOneIsLongAndKeepsTheOneBefore() throws Exception {
    DiskCache cache = open();
    cache.snapshot(0, bytes("zero"));
    for (int line = 0; line < 3; line++) {
      long start = line * 1000L;
      for (int i = 0; i < DiskCache.DELTAS; i++) {
        assertThat(cache.delta(start + i, start + i + 1, bytes("d"))).isTrue();
      }
      long end = start + DiskCache.DELTAS;
      assertThat(cache.delta(end, end + 1, bytes("d"))).isFalse();
      cache.snapshot(start + 1000, bytes("s"));
    }
    assertThat(cache.lines()).extracting(l -> l.snapshot().to()).containsExactly(3000L, 2000L);
    assertThat(cache.lines().getLast().deltas()).hasSize(DiskCache.DELTAS);
  }

  @Test
  void forgetsLaterRevisionsWhenTheControlPlaneWentBack() throws Exception {
    DiskCache cache = open();
    cache.snapshot(10, bytes("ten"));
    cache.delta(10, 11, bytes("eleven"));
    cache.snapshot(4, bytes("four"));
    assertThat(open().lines()).extracting(l -> l.snapshot().to()).containsExactly(4L);
  }

  @Test
  void filesAreTheOwnersAloneAndUnreadable() throws Exception {
    open().snapshot(1, bytes("a secret of a consumer"));
    Path file = files().getFirst();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret");
  }

  @Test
  void aFileUnderAnotherNameDoesNotRead() throws Exception {
    DiskCache cache = open();
    cache.snapshot(1, bytes("one"));
    Path file = files().getFirst();
    Files.move(file, file.resolveSibling(file.getFileName().toString().replace("1-s", "9-s")));
    DiskCache.Piece moved = cache.lines().getFirst().snapshot();
    assertThat(moved.to()).isEqualTo(9);
    assertThatThrownBy(() -> cache.read(moved)).isInstanceOf(DamagedFile.class);
  }

  @Test
  void whatWasLeftUnfinishedIsSweptAway() throws Exception {
    open().snapshot(1, bytes("one"));
    Path torn = home.resolve("cache").resolve("revision-2" + AtomicFile.UNFINISHED);
    Files.writeString(torn, "half");
    open();
    assertThat(torn).doesNotExist();
    assertThat(files()).hasSize(1);
  }
}
