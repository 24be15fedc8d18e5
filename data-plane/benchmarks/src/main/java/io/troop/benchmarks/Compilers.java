package io.troop.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The just-in-time compilers of a process: while they work, what they compile is slow, and they
/// take the processor from it. *Stateless.*
final class Compilers {

  private static final String NAMES = "C[12] CompilerThre.*";

  private Compilers() {}

  /// Processor time that they have taken so far, in hundredths of a second (Linux's ticks).
  ///
  /// @return 0 for a process without such, and where there is no `/proc`
  static long ticks(long pid) throws IOException {
    Path tasks = Path.of("/proc", String.valueOf(pid), "task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    long sum = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
      for (Path task : each) {
        sum += ticks(task);
      }
    }
    return sum;
  }

  private static long ticks(Path task) throws IOException {
    try {
      if (!Files.readString(task.resolve("comm")).strip().matches(NAMES)) {
        return 0;
      }
      String stat = Files.readString(task.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (java.nio.file.NoSuchFileException ended) {
      return 0; // Compiler threads come and go.
    }
  }
}
