package io.troop.proxy.queue;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.QueueConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All queues of a node. *Thread-safe.*
public final class DeliveryQueues {
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
