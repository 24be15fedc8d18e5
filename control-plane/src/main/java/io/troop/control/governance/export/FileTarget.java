package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// One line of JSON for each entry at the end of a file, on disk before the checkpoint moves. The
/// file is opened anew for each batch, so that it may be rotated.
final class FileTarget implements Target {

  private static final int MOST = 500;

  private final Path path;

  FileTarget(Config config) {
    this.path = Path.of(config.get("path"));
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Entry> send(List<Entry> entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(Json.text(Events.plain(entry))).append('\n'));
    try (FileChannel file =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    return List.of();
  }
}
