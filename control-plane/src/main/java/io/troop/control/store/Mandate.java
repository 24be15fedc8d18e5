package io.troop.control.store;

/// In whose name something is done. A change set that one thread asks for is drafted by whichever
/// thread commits it: the mandate goes along. *Immutable.*
public interface Mandate {

  /// Works in this name, and in no other: not in that of the thread that works.
  void run(Runnable work);

  /// Knows in whose name a thread works.
  @FunctionalInterface
  interface Source {
    /// In whose name this thread works, maybe nobody's.
    Mandate current();
  }
}
