package io.troop.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/// Hands out ports nobody listens on. *Thread-safe.*
public final class Ports {

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /// A free port, never the same twice in one run.
  public static synchronized int free() {
    try {
      int port;
      do {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
          port = socket.getLocalPort();
        }
      } while (!GIVEN.add(port));
      return port;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
