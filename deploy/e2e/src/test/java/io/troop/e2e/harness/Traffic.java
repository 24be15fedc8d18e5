package io.troop.e2e.harness;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Requests that run beside a test, one after the other, until it is closed. *Thread-safe.*
public final class Traffic implements AutoCloseable {

  private final AtomicInteger sent = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean running = true;

  private Traffic(String url) {
    thread = Thread.ofVirtual().start(() -> run(url));
  }

  /// Starts asking for `url` and returns when the first answers have come.
  public static Traffic to(String url) {
    Traffic traffic = new Traffic(url);
    traffic.awaitMore(5);
    return traffic;
  }

  private void run(String url) {
    while (running) {
      try {
        Answer answer = Http.get(url);
        if (answer.status() != 200) {
          failures.add("request " + sent.get() + ": " + answer);
        }
      } catch (IOException problem) {
        failures.add("request " + sent.get() + ": " + problem);
      }
      sent.incrementAndGet();
    }
  }

  /// Returns when that many more requests were answered.
  public void awaitMore(int requests) {
    int goal = sent.get() + requests;
    Await.until(goal + " requests were sent", () -> sent.get() >= goal);
  }

  /// What was not answered with 200 so far.
  public List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
