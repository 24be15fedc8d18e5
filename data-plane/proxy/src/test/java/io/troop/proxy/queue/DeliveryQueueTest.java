package io.troop.proxy.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.QueueConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveryQueueTest {
  private static final QueueConfig PLAIN = new QueueConfig(3, 3600, 10, null, 60, 0.001, 0.01, 1);

  private final BlockingQueue<List<String>> sent = new LinkedBlockingQueue<>();
  private final DeliveryQueues queues = new DeliveryQueues(InstantSource.system());

  private List<String> next() throws InterruptedException {
    return sent.poll(10, TimeUnit.SECONDS);
  }

  private void record(List<byte[]> batch) {
    sent.add(batch.stream().map(entry -> new String(entry, UTF_8)).toList());
  }

  private BatchQueue open(QueueConfig config, BatchSink sink) {
    return queues.open("test", config, sink);
  }

  private static void add(BatchQueue queue, String... entries) {
    for (String entry : entries) {
      queue.add(entry.getBytes(UTF_8));
    }
  }

  @Test
  void sendsAFullBatchAtOnceAndInOrder() throws Exception {
    BatchQueue queue = open(PLAIN, this::record);

    add(queue, "a", "b", "c", "d");

    assertThat(next()).containsExactly("a", "b", "c");
  }

  @Test
  void sendsWhatWaitsWhenItIsClosed() throws Exception {
    BatchQueue queue = open(PLAIN, this::record);
    add(queue, "a", "b");

    queue.close();

    assertThat(next()).containsExactly("a", "b");
  }

  @Test
  void drainingWaitsUntilAllIsSent() throws Exception {
    add(open(PLAIN, this::record), "a");
    add(open(PLAIN, this::record), "b");

    queues.drain(Duration.ofSeconds(10));

    assertThat(sent).containsExactlyInAnyOrder(List.of("a"), List.of("b"));
  }

  @Test
  void takesNothingAfterItWasClosed() throws Exception {
    BatchQueue queue = open(PLAIN, this::record);
    queue.close();

    add(queue, "late");
    queues.drain(Duration.ofSeconds(10));

    assertThat(sent).isEmpty();
  }

  @Test
  void triesABatchAgainUntilItIsSent() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    BatchQueue queue =
        open(
            PLAIN,
            batch -> {
              if (tries.incrementAndGet() < 4) {
                throw new IOException("not now");
              }
              record(batch);
            });

    add(queue, "a", "b", "c");

    assertThat(next()).containsExactly("a", "b", "c");
    assertThat(tries).hasValue(4);
  }

  @Test
  void givesABatchUpWhenItsTimeIsOver() throws Exception {
    QueueConfig once = new QueueConfig(1, 0, 10, null, -1, 0.001, 0.01, 1);
    BatchQueue queue =
        open(
            once,
            batch -> {
              record(batch);
              throw new IOException("never");
            });

    add(queue, "a", "b");

    assertThat(next()).containsExactly("a");
    assertThat(next()).containsExactly("b");
  }

  @Test
  void pushesOutTheOldestWhenThereIsNoRoom() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    QueueConfig two = new QueueConfig(1, 0, 2, null, 60, 0.001, 0.01, 1);
    BatchQueue queue =
        open(
            two,
            batch -> {
              busy.countDown();
              mayGoOn.await();
              record(batch);
            });
    add(queue, "first");
    busy.await();

    add(queue, "oldest", "b", "c");
    mayGoOn.countDown();

    assertThat(next()).containsExactly("first");
    assertThat(next()).containsExactly("b");
    assertThat(next()).containsExactly("c");
  }

  @Test
  void holdsNoMoreBytesThanItMay() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    QueueConfig fiveBytes = new QueueConfig(1, 0, 100, 5L, 60, 0.001, 0.01, 1);
    BatchQueue queue =
        open(
            fiveBytes,
            batch -> {
              busy.countDown();
              mayGoOn.await();
              record(batch);
            });
    add(queue, "first");
    busy.await();

    add(queue, "toolong", "aaa", "bbb");
    mayGoOn.countDown();

    assertThat(next()).containsExactly("first");
    assertThat(next()).containsExactly("bbb");
  }

  @Test
  void anUnlimitedQueueSendsSideBySide() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    QueueConfig unlimited = new QueueConfig(1, 0, 10, null, 60, 0.001, 0.01, -1);
    BatchQueue queue =
        open(
            unlimited,
            batch -> {
              both.countDown();
              both.await();
              record(batch);
            });

    add(queue, "a", "b");

    assertThat(List.of(next().getFirst(), next().getFirst())).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aTargetThatHangsHoldsNobodyUpAndMemoryStaysBounded() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    QueueConfig config = new QueueConfig(10, 0, 1_000, null, 60, 0.001, 0.01, 1);
    BatchQueue queue =
        open(
            config,
            batch -> {
              busy.countDown();
              mayGoOn.await();
            });
    add(queue, "first");
    busy.await();

    // Would never return if adding waited for the target.
    for (int i = 0; i < 100_000; i++) {
      queue.add(new byte[100]);
    }

    assertThat(figure("troop_queue_entries")).isEqualTo(1_001);
    assertThat(figure("troop_queue_lost_total")).isEqualTo(99_000);
    mayGoOn.countDown();
  }

  @Test
  void batchesUnderwaySideBySideAreBoundedToo() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    QueueConfig unlimited = new QueueConfig(1, 0, 100, null, 60, 0.001, 0.01, -1);
    BatchQueue queue = open(unlimited, batch -> mayGoOn.await());

    for (int i = 0; i < 100_000; i++) {
      queue.add(new byte[100]);
    }

    assertThat(figure("troop_queue_entries")).isBetween(100L, 200L);
    assertThat(figure("troop_queue_lost_total")).isGreaterThanOrEqualTo(99_800);
    mayGoOn.countDown();
  }

  @Test
  void whatIsGivenUpCountsAsLost() throws Exception {
    QueueConfig once = new QueueConfig(1, 0, 10, null, -1, 0.001, 0.01, 1);
    BatchQueue queue =
        open(
            once,
            batch -> {
              throw new IOException("away");
            });

    add(queue, "a", "b", "c");

    long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (figure("troop_queue_lost_total") < 3 && System.nanoTime() < last) {
      Thread.onSpinWait();
    }
    assertThat(figure("troop_queue_lost_total")).isEqualTo(3);
  }

  /// What metrics show of the one queue.
  private long figure(String name) {
    StringBuilder out = new StringBuilder();
    queues.write(out);
    return out.toString()
        .lines()
        .filter(line -> line.startsWith(name + "{queue=\"test\"} "))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
