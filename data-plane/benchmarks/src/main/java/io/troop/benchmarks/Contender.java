package io.troop.benchmarks;

import java.io.IOException;

/// A proxy that relays `/plain` to the upstream. Closing it stops it. *Confined to one thread.*
interface Contender extends AutoCloseable {

  String name();

  /// Starts it and returns when it takes connections.
  void start() throws IOException, InterruptedException;

  /// Its process, whose children count as part of it; 0 when it is not known.
  default long pid() {
    return 0;
  }

  /// Scheme, host and port.
  String base();

  @Override
  void close() throws IOException;
}
