package io.troop.proxy.queue;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.Metrics;
import io.troop.plugin.tools.QueueConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All queues of a node, and what `/metrics` shows of them. *Thread-safe.*
public final class DeliveryQueues implements Metrics.Source {
  private final InstantSource clock;
  private final Set<DeliveryQueue> open = ConcurrentHashMap.newKeySet();

  public DeliveryQueues(InstantSource clock) {
    this.clock = clock;
  }

  /// A new queue.
  ///
  /// @param name says in logs whose queue it is
  public BatchQueue open(String name, QueueConfig config, BatchSink sink) {
    DeliveryQueue queue = new DeliveryQueue(name, config, sink, clock, open::remove);
    open.add(queue);
    return queue;
  }

  @Override
  public void write(StringBuilder out) {
    List<DeliveryQueue> queues =
        open.stream().sorted(Comparator.comparing(DeliveryQueue::name)).toList();
    if (queues.isEmpty()) {
      return;
    }
    out.append("# HELP troop_queue_entries Entries that wait or are being sent\n")
        .append("# TYPE troop_queue_entries gauge\n");
    queues.forEach(queue -> line(out, "troop_queue_entries", queue, queue.held()));
    out.append("# HELP troop_queue_lost_total Entries that were pushed out or given up\n")
        .append("# TYPE troop_queue_lost_total counter\n");
    queues.forEach(queue -> line(out, "troop_queue_lost_total", queue, queue.lost()));
  }

  private static void line(StringBuilder out, String name, DeliveryQueue queue, long value) {
    out.append(name).append("{queue=\"").append(queue.name()).append("\"} ").append(value);
    out.append('\n');
  }

  /// Closes every queue and waits until all have sent what waits, at most this long. What is left
  /// then is lost, with a log line from each queue.
  public void drain(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    for (DeliveryQueue queue : open) {
      queue.close();
    }
    for (DeliveryQueue queue : open) {
      queue.awaitEmpty(Math.max(0, deadline - System.nanoTime()));
    }
  }
}
