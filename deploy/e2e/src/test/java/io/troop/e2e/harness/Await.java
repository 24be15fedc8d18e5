package io.troop.e2e.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;

/// Waits for a condition instead of a time.
public final class Await {

  private static final Duration POLL = Duration.ofMillis(20);

  private Await() {}

  /// A condition that may not be answerable yet.
  public interface Condition {
    boolean holds() throws IOException;
  }

  /// Returns when the condition holds.
  ///
  /// @param what the condition in words, for the failure
  /// @param detail what else the failure should say, for instance a log
  public static void until(
      Duration patience, String what, Condition condition, Supplier<String> detail) {
    long last = System.nanoTime() + patience.toNanos();
    while (!answers(condition)) {
      if (System.nanoTime() > last) {
        throw new AssertionError(
            what + ": not within " + patience.toSeconds() + " s\n" + detail.get());
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new AssertionError("stopped while waiting: " + what, stopped);
      }
    }
  }

  public static void until(String what, Condition condition) {
    until(Duration.ofSeconds(60), what, condition, () -> "");
  }

  private static boolean answers(Condition condition) {
    try {
      return condition.holds();
    } catch (IOException notYet) {
      return false;
    }
  }
}
