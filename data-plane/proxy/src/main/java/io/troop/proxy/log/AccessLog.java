package io.troop.proxy.log;

import io.troop.plugin.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes one line per exchange from a thread of its own: an event loop never waits for a disk.
/// Lines beyond what that thread keeps up with are dropped and counted. *Thread-safe.*
public final class AccessLog implements Consumer<Exchange>, AutoCloseable {

  /// Logs nothing.
  public static final Consumer<Exchange> OFF = _ -> {};

  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
  private static final String END = "";

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(16_384);
  private final AtomicLong dropped = new AtomicLong();
  private final Writer out;
  private final LogFormat format;
  private final Thread writer;

  private AccessLog(Writer out, LogFormat format) {
    this.out = out;
    this.format = format;
    writer = Thread.ofPlatform().name("troop-access-log").daemon().start(this::write);
  }

  /// Opens a log.
  ///
  /// @param file where lines are appended, such as `/dev/stdout`
  /// @throws UncheckedIOException when it can't be written
  public static AccessLog open(Path file, LogFormat format) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return new AccessLog(
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND,
              StandardOpenOption.WRITE),
          format);
    } catch (IOException problem) {
      throw new UncheckedIOException("the access log " + file + " can't be written", problem);
    }
  }

  @Override
  public void accept(Exchange exchange) {
    if (!lines.offer(format.line(exchange) + "\n")) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try {
      while (true) {
        String line = lines.take();
        while (line != null) {
          if (line.equals(END)) {
            out.close();
            return;
          }
          out.write(line);
          line = lines.poll();
        }
        out.flush();
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          log.warn(
              "{} lines of the access log were dropped: it can't be written fast enough", lost);
        }
      }
    } catch (IOException problem) {
      log.error("the access log can't be written any more", problem);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes what is left.
  @Override
  public void close() {
    try {
      lines.put(END);
      writer.join(2000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
