package io.troop.simulation;

import io.troop.proto.sync.v1.Transfer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Watches simulated nodes get somewhere. *Thread-safe.*
final class Observer implements SimulatedNode.Log {

  private final Map<Transfer.Kind, Integer> transfers = new EnumMap<>(Transfer.Kind.class);
  private final Set<SimulatedNode> greeted = new HashSet<>();
  private final Set<SimulatedNode> there = new HashSet<>();
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable Throwable problem;
  private long wanted = Long.MAX_VALUE;
  private long begun;
  private @Nullable Timings timings;

  /// From now on it counts who gets to a revision, and how long after this.
  synchronized void expect(long revision, Timings into) {
    wanted = revision;
    begun = System.nanoTime();
    timings = into;
    there.clear();
  }

  /// Counts greetings and transfers from nothing again.
  synchronized void forgetGreetings() {
    greeted.clear();
    transfers.clear();
  }

  @Override
  public synchronized void connected(SimulatedNode node) {
    greeted.add(node);
    notifyAll();
  }

  @Override
  public synchronized void live(SimulatedNode node, long revision, Transfer.@Nullable Kind kind) {
    if (kind != null) {
      transfers.merge(kind, 1, Integer::sum);
    }
    Timings into = timings;
    if (revision >= wanted && there.add(node) && into != null) {
      into.add(System.nanoTime() - begun);
    }
    notifyAll();
  }

  @Override
  public void received(long count) {
    bytes.addAndGet(count);
  }

  @Override
  public synchronized void failed(Throwable seen) {
    problem = seen;
    notifyAll();
  }

  long bytes() {
    return bytes.get();
  }

  /// The transfers since [#forgetGreetings], by kind.
  synchronized Map<Transfer.Kind, Integer> transfers() {
    return new EnumMap<>(transfers);
  }

  /// How many were greeted since [#forgetGreetings].
  synchronized int greeted() {
    return greeted.size();
  }

  /// Waits until all of these got to the expected revision.
  synchronized void awaitLive(Collection<SimulatedNode> nodes) throws InterruptedException {
    await("nodes to serve revision " + wanted, nodes.size(), () -> there.size());
  }

  /// Waits until so many were greeted since [#forgetGreetings].
  synchronized void awaitGreeted(int count) throws InterruptedException {
    await("nodes to be connected", count, greeted::size);
  }

  /// A number that grows.
  private interface Count {
    int now();
  }

  private void await(String what, int count, Count counted) throws InterruptedException {
    long last = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (counted.now() < count) {
      Throwable seen = problem;
      if (seen != null) {
        throw new IllegalStateException("a node failed: " + seen, seen);
      }
      if (System.nanoTime() > last) {
        throw new IllegalStateException(
            "waited in vain for " + what + ": " + counted.now() + " (expected: " + count + ")");
      }
      wait(100);
    }
  }
}
