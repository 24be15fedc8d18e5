package io.troop.proxy.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/// What one event loop has served. Written by that loop, read by anybody: each number is exact, but
/// they are not of one moment.
public final class TrafficCounters {

  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong active = new AtomicLong();

  public void connectionOpened() {
    raise(accepted, 1);
    raise(open, 1);
  }

  public void connectionClosed() {
    raise(open, -1);
  }

  void requestStarted() {
    raise(requests, 1);
    raise(active, 1);
  }

  void requestEnded() {
    raise(active, -1);
  }

  /// With a single writer a plain sum and an ordered store will do, at a fraction of the cost.
  private static void raise(AtomicLong counter, long by) {
    counter.setRelease(counter.getPlain() + by);
  }

  public long accepted() {
    return accepted.get();
  }

  public long open() {
    return open.get();
  }

  public long requests() {
    return requests.get();
  }

  /// Exchanges that have not ended.
  public long active() {
    return active.get();
  }
}
