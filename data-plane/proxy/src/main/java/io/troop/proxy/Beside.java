package io.troop.proxy;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A part of the start that another processor does meanwhile. *Thread-safe.*
///
/// @param <T> what comes of it
final class Beside<T> {

  private final FutureTask<T> task;

  private Beside(FutureTask<T> task) {
    this.task = task;
  }

  /// Begins at once, on a thread of its own that does not keep the process alive.
  static <T> Beside<T> begin(String name, Callable<T> work) {
    Beside<T> begun = new Beside<>(new FutureTask<>(work));
    Thread.ofPlatform().daemon().name(name).start(begun.task);
    return begun;
  }

  /// Waits for what came of it.
  ///
  /// @throws IOException as the work did; so does every unchecked exception of it reach the caller
  T result() throws IOException {
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the node started", interrupted);
    } catch (ExecutionException failed) {
      Throwable problem = failed.getCause();
      switch (problem) {
        case IOException known -> throw known;
        case RuntimeException known -> throw known;
        case Error known -> throw known;
        case null, default -> throw new IllegalStateException(problem);
      }
    }
  }
}
