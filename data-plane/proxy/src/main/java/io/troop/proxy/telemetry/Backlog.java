package io.troop.proxy.telemetry;

import io.troop.proto.telemetry.v1.Batch;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Batches that nobody has taken yet, in their order. When they are too many, the oldest are given
/// up and counted. *Confined to the telemetry thread.*
final class Backlog {

  private final long mostBytes;
  private final Deque<Batch> unsent = new ArrayDeque<>();
  private final Deque<Batch> unanswered = new ArrayDeque<>();
  private long bytes;
  private long dropped;

  Backlog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void add(Batch batch) {
    unsent.addLast(batch);
    bytes += batch.getSerializedSize();
    while (bytes > mostBytes && unsent.size() + unanswered.size() > 1) {
      Batch oldest = unanswered.isEmpty() ? unsent.removeFirst() : unanswered.removeFirst();
      bytes -= oldest.getSerializedSize();
      dropped++;
    }
  }

  /// The next to be sent, which counts as sent; null for none.
  @Nullable Batch next() {
    Batch batch = unsent.pollFirst();
    if (batch != null) {
      unanswered.addLast(batch);
    }
    return batch;
  }

  /// All up to this number have arrived.
  void arrived(long sequence) {
    while (!unanswered.isEmpty() && unanswered.getFirst().getSequence() <= sequence) {
      bytes -= unanswered.removeFirst().getSerializedSize();
    }
  }

  /// The stream is over: what got no answer is to be sent again.
  void again() {
    while (!unanswered.isEmpty()) {
      unsent.addFirst(unanswered.removeLast());
    }
  }

  /// How many batches were given up.
  long dropped() {
    return dropped;
  }

  int size() {
    return unsent.size() + unanswered.size();
  }
}
