package io.troop.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One deadline that moves with every request. Moving it later costs nothing, because the task that
/// is already scheduled looks again when it runs. *Confined to one event loop.*
public final class DeadlineTimer implements Runnable {

  private static final long NEVER = Long.MAX_VALUE;

  private final EventLoop loop;
  private final Ticks ticks;
  private final Runnable expired;
  private @Nullable ScheduledFuture<?> task;
  private long runsAt;
  private long deadline = NEVER;
  private boolean armed;

  /// @param expired called when a deadline has passed; the timer is disarmed then
  public DeadlineTimer(EventLoop loop, Ticks ticks, Runnable expired) {
    this.loop = loop;
    this.ticks = ticks;
    this.expired = expired;
  }

  /// Calls when this many nanoseconds have passed, in place of what was agreed before.
  ///
  /// @param now the ticks now
  public void arm(long now, long nanos) {
    deadline = now + nanos;
    armed = true;
    if (task == null) {
      schedule(nanos);
    } else if (deadline - runsAt < 0) {
      task.cancel(false);
      schedule(nanos);
    }
  }

  public void disarm() {
    armed = false;
  }

  /// Disarms for good and lets go of the scheduled task.
  public void close() {
    armed = false;
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  private void schedule(long nanos) {
    runsAt = deadline;
    task = loop.schedule(this, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    task = null;
    if (!armed) {
      return;
    }
    long left = deadline - ticks.nanos();
    if (left > 0) {
      schedule(left);
    } else {
      armed = false;
      expired.run();
    }
  }
}
