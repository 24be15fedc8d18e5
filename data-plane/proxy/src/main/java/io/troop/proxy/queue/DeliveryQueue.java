package io.troop.proxy.queue;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.QueueConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One queue. A virtual thread serves it while there is something to send, and ends when there is
/// nothing. *Thread-safe.*
///
/// Limits, waiting and retries follow Kong's queues (`kong/tools/queue.lua`).
final class DeliveryQueue implements BatchQueue {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);
  private static final int UNLIMITED = -1;

  private final String name;
  private final QueueConfig config;
  private final BatchSink sink;
  private final InstantSource clock;
  private final Consumer<DeliveryQueue> whenDone;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> entries = new ArrayDeque<>();
  private long bytes;
  private int working;

  /// How many entries left the queue and are not sent yet.
  private int underway;

  /// How many were dropped since something was sent, and at all.
  private long dropped;

  private long droppedEver;
  private boolean closed;

  DeliveryQueue(
      String name,
      QueueConfig config,
      BatchSink sink,
      InstantSource clock,
      Consumer<DeliveryQueue> whenDone) {
    this.name = name;
    this.config = config;
    this.sink = sink;
    this.clock = clock;
    this.whenDone = whenDone;
  }

  @Override
  public void add(byte[] entry) {
    lock.lock();
    try {
      if (closed || !makeRoom(entry)) {
        return;
      }
      entries.add(entry);
      bytes += entry.length;
      if (working == 0 || mayWorkSideBySide()) {
        working++;
        Thread.ofVirtual().name("queue " + name).start(this::serve);
      } else if (entries.size() >= config.maxBatchSize()) {
        changed.signalAll(); // A batch that is not full goes on waiting.
      }
    } finally {
      lock.unlock();
    }
  }

  /// Without a limit batches go side by side, but no more of them than entries may wait: what is
  /// underway takes memory, too.
  private boolean mayWorkSideBySide() {
    return config.concurrencyLimit() == UNLIMITED
        && working < config.maxEntries()
        && underway < config.maxEntries();
  }

  String name() {
    return name;
  }

  /// How many entries wait or are being sent.
  int held() {
    lock.lock();
    try {
      return entries.size() + underway;
    } finally {
      lock.unlock();
    }
  }

  /// How many entries were lost, pushed out or given up.
  long lost() {
    lock.lock();
    try {
      return droppedEver;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      if (working == 0) {
        whenDone.accept(this);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all is sent or given up; logs what is left after this long.
  void awaitEmpty(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (working > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (working > 0) {
        LOG.error("{}: stopped with {} entries still waiting: they are lost", name, entries.size());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Pushes out the oldest entries until this one fits; false when it never will.
  private boolean makeRoom(byte[] entry) {
    Long maxBytes = config.maxBytes();
    if (maxBytes != null && entry.length > maxBytes) {
      LOG.error(
          "{}: an entry of {} bytes is longer than max_bytes ({}): dropped",
          name,
          entry.length,
          maxBytes);
      droppedEver++;
      return false;
    }
    while (entries.size() >= config.maxEntries()
        || (maxBytes != null && bytes + entry.length > maxBytes)) {
      bytes -= entries.remove().length;
      droppedEver++;
      if (dropped++ == 0) {
        LOG.error("{}: the queue is full: the oldest entries are dropped", name);
      }
    }
    return true;
  }

  private void serve() {
    try {
      List<byte[]> batch = nextBatch();
      while (!batch.isEmpty()) {
        deliver(batch);
        delivered(batch.size());
        batch = nextBatch();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      stopWorking();
    }
  }

  /// The entries to send next, waited for as long as the batch may still grow; empty when there are
  /// none, and then this thread counts as working no more.
  private List<byte[]> nextBatch() throws InterruptedException {
    lock.lock();
    try {
      if (entries.isEmpty()) {
        stopWorking();
        return List.of();
      }
      long wait = (long) (config.maxCoalescingDelay() * 1e9);
      while (entries.size() < config.maxBatchSize() && wait > 0 && !closed) {
        wait = changed.awaitNanos(wait);
      }
      List<byte[]> batch = new ArrayList<>(Math.min(entries.size(), config.maxBatchSize()));
      while (!entries.isEmpty() && batch.size() < config.maxBatchSize()) {
        byte[] entry = entries.remove();
        bytes -= entry.length;
        batch.add(entry);
      }
      underway += batch.size();
      if (batch.isEmpty()) {
        stopWorking();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void delivered(int count) {
    lock.lock();
    try {
      underway -= count;
    } finally {
      lock.unlock();
    }
  }

  private void givenUp(int count) {
    lock.lock();
    try {
      droppedEver += count;
    } finally {
      lock.unlock();
    }
  }

  private void stopWorking() {
    lock.lock();
    try {
      working--;
      changed.signalAll();
      if (closed && working == 0) {
        whenDone.accept(this);
      }
    } finally {
      lock.unlock();
    }
  }

  private void deliver(List<byte[]> batch) throws InterruptedException {
    Instant giveUp = clock.instant().plusNanos((long) (config.maxRetryTime() * 1e9));
    double delay = config.initialRetryDelay();
    while (true) {
      String failure = attempt(batch);
      if (failure == null) {
        recovered();
        return;
      }
      LOG.warn("{}: {} entries could not be sent: {}", name, batch.size(), failure);
      if (config.maxRetryTime() < 0 || clock.instant().isAfter(giveUp)) {
        LOG.error(
            "{}: {} entries are lost: not sent within max_retry_time ({} s)",
            name,
            batch.size(),
            config.maxRetryTime());
        givenUp(batch.size());
        return;
      }
      pause(Math.min(delay, config.maxRetryDelay()));
      delay *= 2;
    }
  }

  @SuppressWarnings("IllegalCatch") // Whatever a plugin's sink throws means: not sent.
  private @org.jspecify.annotations.Nullable String attempt(List<byte[]> batch)
      throws InterruptedException {
    try {
      sink.send(batch);
      return null;
    } catch (InterruptedException stopped) {
      throw stopped;
    } catch (Exception failure) {
      return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
  }

  private void recovered() {
    lock.lock();
    try {
      if (dropped > 0) {
        LOG.info("{}: sending again, after {} entries were dropped", name, dropped);
        dropped = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  private static void pause(double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Duration.ofNanos((long) (seconds * 1e9)).toNanos());
  }
}
