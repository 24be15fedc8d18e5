package io.troop.control.events;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What one page has not been told yet. *Thread-safe.* An event that is waiting already is not
/// waiting twice, so a page that is slow costs no more than there are kinds.
final class Subscription {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Set<Event> waiting = new LinkedHashSet<>();
  private boolean over;

  void add(Event event) {
    lock.lock();
    try {
      waiting.add(event);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody will add anything more.
  void end() {
    lock.lock();
    try {
      over = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }

  /// What has come; empty when nothing has for so long, or it is over.
  List<Event> take(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (waiting.isEmpty() && !over && left > 0) {
        left = arrived.awaitNanos(left);
      }
      List<Event> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
