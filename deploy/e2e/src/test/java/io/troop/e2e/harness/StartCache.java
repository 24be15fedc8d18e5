package io.troop.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What lets an executable start faster: classes that an earlier start loaded and linked. The first
/// process of a jar records them, in one of the processes that run tests; once it has ended by
/// itself, a cache is made in the background, and every later start takes it up. Nothing depends on
/// it: without one a start takes longer. *Thread-safe.*
final class StartCache {

  /// The option of a start that records.
  static final String RECORD = "-XX:AOTMode=record";

  private static final Map<Path, StartCache> CACHES = new ConcurrentHashMap<>();

  private final Path jar;
  private final List<String> jvm;
  private final Path cache;
  private final Path recorded;
  private final Path lock;
  private @Nullable FileLock held;
  private boolean recording;
  private @Nullable Process making;

  private StartCache(Path jar, List<String> jvm) {
    this.jar = jar;
    this.jvm = jvm;
    cache = jar.resolveSibling("start.aot");
    recorded = jar.resolveSibling("start.recorded");
    lock = jar.resolveSibling("start.lock");
    deleteStale();
  }

  /// The cache of a jar.
  ///
  /// @param jvm the options each of its processes starts with; a cache is good for these alone
  static StartCache of(Path jar, List<String> jvm) {
    return CACHES.computeIfAbsent(jar, _ -> new StartCache(jar, jvm));
  }

  private void deleteStale() {
    try {
      if (Files.exists(cache)
          && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        Files.deleteIfExists(cache);
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// What a start adds to its command line: to use the cache, to record for one, or nothing.
  synchronized List<String> options() {
    if (Files.exists(cache)) {
      return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
    }
    if (recording || making != null || !isOurs()) {
      return List.of();
    }
    recording = true;
    return List.of(RECORD, "-XX:AOTConfiguration=" + recorded, "-Xlog:aot=off", "-Xlog:cds=off");
  }

  /// Whether it is this process that records, of those that run tests beside each other. Once it
  /// is, it stays so until it ends.
  private boolean isOurs() {
    if (held != null) {
      return true;
    }
    try {
      FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = channel.tryLock();
      if (held == null) {
        channel.close();
        return false;
      }
      Files.deleteIfExists(recorded);
      return true;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  /// Says that a process that was to record has ended. When it was killed it left nothing, and the
  /// next start records.
  synchronized void recorderEnded() {
    recording = false;
    if (!Files.exists(recorded)) {
      return;
    }
    Path unfinished = jar.resolveSibling("start.aot.new");
    List<String> command = Program.java(jvm);
    command.addAll(
        List.of(
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + recorded,
            "-XX:AOTCache=" + unfinished,
            "-jar",
            jar.toString()));
    try {
      making =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(jar.resolveSibling("start.log").toFile())
              .start();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(making::destroyForcibly));
    making.onExit().thenAccept(maker -> takeUp(maker.exitValue(), unfinished));
  }

  private void takeUp(int status, Path unfinished) {
    if (status != 0) {
      return; // Its log says why; every start is a slow one then.
    }
    try {
      Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
