package io.troop.control.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// The server's programs, unpacked from the class path once and kept.
final class PostgresPrograms {

  private PostgresPrograms() {}

  /// The folder with `bin/postgres`; unpacked below `parent` when it is not there yet.
  static Path unpackedBelow(Path parent) throws IOException {
    URL archive = archive();
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(false);
    // Two builds of the server never have the same packed size, and hashing 15 MB costs start-up
    // time.
    Path folder = parent.resolve("postgresql-" + connection.getContentLengthLong());
    try (InputStream packed = connection.getInputStream()) {
      if (!Files.exists(folder)) {
        Path half = Files.createTempDirectory(parent, "unpacking");
        unpack(packed, half);
        Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return folder;
  }

  private static URL archive() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    String name =
        "postgres-%s-%s.txz"
            .formatted(
                system.contains("mac") ? "darwin" : "linux",
                machine.equals("aarch64") ? "arm_64" : "x86_64");
    URL found = PostgresPrograms.class.getClassLoader().getResource(name);
    if (found == null) {
      throw new IllegalStateException(
          "no embedded PostgreSQL for this machine ("
              + name
              + "): set KONG_PG_HOST to a server of your own");
    }
    return found;
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(packed, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
          throw new IOException("the archive holds a path outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        }
      }
    }
    try (Stream<Path> top = Files.list(folder)) {
      if (top.noneMatch(path -> path.endsWith("bin"))) {
        throw new IOException("the archive holds no bin folder");
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    return PosixFilePermissions.fromString((mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
  }
}
