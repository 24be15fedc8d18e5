package io.troop.plugins.filelog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file that lines are appended to, opened when first written to. *Thread-safe.*
final class LogFile implements AutoCloseable {
  private final Path path;
  private @Nullable FileChannel channel;

  LogFile(String path) {
    this.path = Path.of(path);
  }

  /// Appends each of these with a line end.
  ///
  /// @param reopen whether to look the path up anew, so that a file moved away is written no more
  synchronized void append(List<byte[]> lines, boolean reopen) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      text.writeBytes(line);
      text.write('\n');
    }
    FileChannel open = channel;
    if (open == null || reopen) {
      close();
      open =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      channel = open;
    }
    ByteBuffer bytes = ByteBuffer.wrap(text.toByteArray());
    while (bytes.hasRemaining()) {
      open.write(bytes);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
