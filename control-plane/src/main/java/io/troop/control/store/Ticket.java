package io.troop.control.store;

import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A change set on its way: made by one thread, drafted and committed by it or by another that
/// commits several. *Thread-safe* as a hand-over: the outcome is written before the maker wakes up.
final class Ticket<T> {

  final OptionalLong expected;
  final Provenance provenance;
  private final Mandate mandate;
  private final Function<Draft, T> work;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean over;
  private Commits.@Nullable Committed<T> committed;
  private @Nullable Throwable problem;

  /// @param mandate in whose name the work is done
  Ticket(OptionalLong expected, Provenance provenance, Mandate mandate, Function<Draft, T> work) {
    this.expected = expected;
    this.provenance = provenance;
    this.mandate = mandate;
    this.work = work;
  }

  /// Does the work, and whatever follows from it, in the name of its maker. What either throws is
  /// the outcome.
  void draft(Draft draft, Function<T, Commits.Committed<T>> then) {
    committed = null;
    problem = null;
    mandate.run(() -> {
      try {
        committed = then.apply(work.apply(draft));
      } catch (RuntimeException | Error thrown) {
        problem = thrown;
      }
    });
  }

  /// Does something in the name of its maker.
  void inItsName(Runnable action) {
    mandate.run(action);
  }

  void fail(Throwable thrown) {
    committed = null;
    problem = thrown;
  }

  /// Whether the draft came to an end, by whatever outcome so far.
  boolean isDrafted() {
    return committed != null;
  }

  /// Makes the maker lead the next commit.
  void lead() {
    wake.release();
  }

  /// Gives the maker the outcome.
  void end() {
    over = true;
    wake.release();
  }

  /// Waits for the outcome, or for the turn to lead.
  ///
  /// @return whether the caller has to lead
  boolean awaitTurn() {
    wake.acquireUninterruptibly();
    return !over;
  }

  Commits.Committed<T> outcome() {
    switch (problem) {
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case null, default -> {}
    }
    if (committed == null) {
      throw new IllegalStateException("a change set was neither committed nor refused");
    }
    return committed;
  }
}
