package io.troop.control.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The change sets of one control plane that wait for a commit. The maker of the first one leads:
/// it commits all that wait by then, and hands the lead to the first of those that came meanwhile.
/// *Thread-safe.*
final class CommitQueue {

  private final Deque<Ticket<?>> waiting = new ArrayDeque<>();
  private long entered;
  private boolean led;

  /// Joins the queue.
  ///
  /// @return whether the caller has to lead at once; otherwise it waits by [Ticket#awaitTurn]
  synchronized boolean enter(Ticket<?> ticket) {
    waiting.add(ticket);
    entered++;
    if (led) {
      return false;
    }
    led = true;
    return true;
  }

  /// What the leader commits now: the first that wait, its own among them.
  synchronized List<Ticket<?>> take(int most) {
    List<Ticket<?>> taken = new ArrayList<>();
    while (!waiting.isEmpty() && taken.size() < most) {
      taken.add(waiting.remove());
    }
    return taken;
  }

  /// How many ever came.
  synchronized long entered() {
    return entered;
  }

  /// Ends the lead of the caller.
  synchronized void leave() {
    @Nullable Ticket<?> next = waiting.peek();
    if (next == null) {
      led = false;
    } else {
      next.lead();
    }
  }
}
