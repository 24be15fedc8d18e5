package io.troop.control.task;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Work with a thread of its own, from when the process starts until it stops. *Thread-safe.*
public abstract class Background implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  private final ThreadFactory threads;
  private volatile @Nullable Thread thread;

  /// @param name of the thread
  protected Background(String name) {
    this(Thread.ofVirtual().name(name).factory());
  }

  protected Background(ThreadFactory threads) {
    this.threads = threads;
  }

  /// The work. It is over when this returns, which it does soon after [#isRunning] has become false
  /// or the thread was interrupted.
  protected abstract void run() throws InterruptedException;

  /// Does something again and again, until the process stops. Work that fails is told to the log
  /// and tried again the next time.
  ///
  /// @param pause before each time
  /// @param failed what the log says then, before the reason
  protected final void repeat(Duration pause, String failed, Runnable work)
      throws InterruptedException {
    while (isRunning()) {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      try {
        work.run();
      } catch (RuntimeException problem) {
        // What fails while everything is taken down is nobody's concern.
        if (isRunning()) {
          warn(failed, problem);
        }
      }
    }
  }

  /// Does something once; that it failed is told to the log.
  protected static void attempt(String failed, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException problem) {
      warn(failed, problem);
    }
  }

  private static void warn(String failed, RuntimeException problem) {
    LOG.warn("{}: {}", failed, problem.toString());
  }

  @Override
  public void start() {
    Thread started =
        threads.newThread(() -> {
          try {
            run();
          } catch (InterruptedException _) {
            // It was stopped.
          }
        });
    // Before it starts: it ends as soon as it finds that nobody wants it.
    thread = started;
    started.start();
  }

  @Override
  public void stop() {
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public final boolean isRunning() {
    return thread != null;
  }
}
