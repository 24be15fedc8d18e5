package io.troop.control.governance.export;

import io.troop.control.governance.audit.Entry;
import java.io.IOException;
import java.util.List;

/// A system that is told of entries. *Confined to one thread.*
interface Target extends AutoCloseable {

  /// How many entries it takes at once.
  int most();

  /// Sends entries.
  ///
  /// @return those that it did not take, for whatever reason; they are sent again
  /// @throws IOException when it took none, with words for the operator and without secrets
  List<Entry> send(List<Entry> entries) throws IOException, InterruptedException;

  @Override
  default void close() {}
}
