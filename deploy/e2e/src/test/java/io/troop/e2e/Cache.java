package io.troop.e2e;

import io.troop.e2e.harness.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The configurations a node keeps on disk.
final class Cache {

  private Cache() {}

  /// Cuts every kept configuration in half, as a disk that lies about what it has written would.
  static void tear(Node node) throws IOException {
    for (Path file : files(node)) {
      try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
        content.setLength(content.length() / 2);
      }
    }
  }

  private static List<Path> files(Node node) throws IOException {
    try (Stream<Path> all = Files.walk(node.home())) {
      List<Path> files =
          all.filter(f -> f.getFileName().toString().startsWith("revision-")).toList();
      if (files.isEmpty()) {
        throw new IllegalStateException("nothing is kept in " + node.home());
      }
      return files;
    }
  }
}
