package io.troop.e2e.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Hands out ports nobody listens on. They are below those that systems give to outgoing
/// connections and to listeners that ask for any, and each process that runs tests has a range of
/// its own: what is handed out is still free when the process it is for has started. *Thread-safe.*
public final class Ports {

  private static final int FIRST = 14_000;
  private static final int RANGE = 4_000;
  private static final int FORK = Integer.getInteger("troop.fork", 0) % 4;

  // Another run on this machine most likely starts elsewhere.
  private static int next = (int) (ProcessHandle.current().pid() * 31 % RANGE);

  private Ports() {}

  /// A free port, never the same twice in one run.
  public static synchronized int free() {
    for (int tries = 0; tries < RANGE; tries++) {
      next = (next + 1) % RANGE;
      int port = FIRST + FORK * RANGE + next;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " on");
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
