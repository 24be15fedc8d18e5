package io.troop.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Whether anybody listens where all nodes dial. *Thread-safe.*
///
/// Nodes that dial in vain share the machine with whom they dial, which real ones don't: a channel
/// of gRPC for each of a thousand attempts took most of it. So one connection is tried for all that
/// dial within a moment, and only until one succeeds; who is then let in dials by itself.
final class Door {

  private static final long MOMENT_NANOS = Duration.ofMillis(20).toNanos();
  private static final int PATIENCE_MILLIS = 1000;

  private final int port;
  private boolean open;
  private long triedAt = System.nanoTime() - MOMENT_NANOS;

  Door(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  /// Whether a connection would be taken, as far as it was tried lately.
  synchronized boolean isOpen() {
    if (!open && System.nanoTime() - triedAt >= MOMENT_NANOS) {
      open = answers();
      triedAt = System.nanoTime();
    }
    return open;
  }

  /// A connection failed or was lost: it is tried anew before the next.
  synchronized void doubt() {
    if (open) {
      open = false;
      triedAt = System.nanoTime() - MOMENT_NANOS;
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
