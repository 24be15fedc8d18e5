package io.troop.control.governance.audit;

import io.troop.control.task.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Entries about requests that changed nothing, on their way to the database. They are written to a
/// file before the request is answered and added to the chain a moment later, many in one
/// transaction: a process that is killed loses none, and nobody waits for the database's disk. What
/// a process left behind is added when the next one starts in the same folder. *Thread-safe.*
@Component
class Spool extends Background {

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final Duration PERIOD = Duration.ofMillis(200);
  private static final int LOOK_AROUND = 150;
  private static final int BYTES_AT_ONCE = 512 * 1024;
  private static final long SEGMENT_BYTES = 4L * 1024 * 1024;
  private static final long MOST_BYTES = 256L * 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SpoolPlace place;
  private final SpoolReader reader;
  private final Deque<Segment> full = new ArrayDeque<>();

  /// Held for moments, to append; after [#draining] by who holds both.
  private final ReentrantLock appending = new ReentrantLock();

  private final Condition room = appending.newCondition();

  /// Held while entries move to the database.
  private final ReentrantLock draining = new ReentrantLock();

  private @Nullable Segment open;
  private long waiting;

  Spool(SpoolPlace place, SpoolReader reader) {
    super("audit-spool");
    this.place = place;
    this.reader = reader;
  }

  /// Puts an entry on record.
  ///
  /// @return whether it is; false when the file can't be written, or too much waits
  boolean write(Entry.Draft draft) {
    if (place.folder().isEmpty()) {
      return false;
    }
    byte[] bytes = Segment.bytes(draft);
    appending.lock();
    try {
      long nanos = PATIENCE.toNanos();
      while (waiting > MOST_BYTES) {
        if (nanos <= 0) {
          return false;
        }
        nanos = room.awaitNanos(nanos);
      }
      segment(place.folder().get()).append(bytes);
      waiting += bytes.length;
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (IOException problem) {
      LOG.error("entries of the audit log can't be written to a file: {}", problem.toString());
      return false;
    } finally {
      appending.unlock();
    }
  }

  private Segment segment(Path folder) throws IOException {
    Segment segment = open;
    if (segment != null && segment.end() < SEGMENT_BYTES) {
      return segment;
    }
    if (segment != null) {
      full.add(segment);
      open = null;
    }
    segment = Segment.create(folder, UUID.randomUUID());
    open = segment;
    return segment;
  }

  /// Adds to the database what was on record when this was called. Who is about to read calls this,
  /// to see what they themselves did. When it fails, that is told to the log.
  void settle() {
    draining.lock();
    try {
      drain();
    } catch (RuntimeException problem) {
      if (isRunning()) {
        LOG.warn("entries of the audit log stay in their file for now: {}", problem.toString());
      }
    } finally {
      draining.unlock();
    }
  }

  private void drain() {
    while (true) {
      Segment segment;
      long end;
      boolean isFull;
      appending.lock();
      try {
        isFull = !full.isEmpty();
        segment = isFull ? full.peek() : open;
        end = segment == null ? 0 : segment.end();
      } finally {
        appending.unlock();
      }
      if (segment == null) {
        return;
      }
      long read;
      do {
        read = reader.read(segment, end, BYTES_AT_ONCE);
        makeRoom(read);
      } while (read > 0);
      if (!isFull) {
        return;
      }
      appending.lock();
      try {
        full.remove();
      } finally {
        appending.unlock();
      }
      reader.delete(segment);
    }
  }

  private void makeRoom(long read) {
    appending.lock();
    try {
      waiting -= read;
      room.signalAll();
    } finally {
      appending.unlock();
    }
  }

  /// Takes over what processes left behind that do not run any more.
  void adopt() {
    draining.lock();
    try {
      for (Segment left : leftBehind()) {
        LOG.info("reading entries of the audit log that were left in {}", left);
        readOut(left);
      }
    } finally {
      draining.unlock();
    }
  }

  private void readOut(Segment left) {
    boolean done = false;
    try {
      long read;
      do {
        read = reader.read(left, left.end(), BYTES_AT_ONCE);
      } while (read > 0);
      long rest = left.end() - reader.position(left);
      if (rest > 0) {
        LOG.warn("the last {} bytes of {} are no entry; nobody had its answer", rest, left);
      }
      reader.delete(left);
      done = true;
    } finally {
      if (!done) {
        left.release();
      }
    }
  }

  private List<Segment> leftBehind() {
    try (Stream<Path> files = Files.list(place.folder().orElseThrow())) {
      return files.sorted().flatMap(file -> adopted(file).stream()).toList();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  private static Optional<Segment> adopted(Path file) {
    try {
      return Segment.adopt(file);
    } catch (IOException problem) {
      LOG.warn("{} can't be read: {}", file, problem.toString());
      return Optional.empty();
    }
  }

  /// Before the web server starts, and until it has stopped.
  @Override
  public int getPhase() {
    return -1000;
  }

  @Override
  protected void run() throws InterruptedException {
    if (place.folder().isEmpty()) {
      return;
    }
    for (int round = 0; isRunning(); round++) {
      if (round % LOOK_AROUND == 0) {
        attempt("entries of the audit log that were left stay where they are for now", this::adopt);
      }
      settle();
      TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
    }
  }

  /// Leaves an empty folder, if it can.
  @Override
  public void stop() {
    super.stop();
    draining.lock();
    try {
      appending.lock();
      try {
        if (open != null) {
          full.add(open);
          open = null;
        }
      } finally {
        appending.unlock();
      }
      drain();
    } catch (RuntimeException problem) {
      LOG.warn("entries of the audit log stay in {}: {}", place, problem.toString());
    } finally {
      draining.unlock();
    }
  }
}
