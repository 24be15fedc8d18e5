package io.troop.e2e.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// Hands out ports nobody listens on. They are below those that systems give to outgoing
/// connections and to listeners that ask for any, and of a range that no other process that runs
/// these tests uses: what is handed out is still free when the process it is for has started.
/// *Thread-safe.*
public final class Ports {

  private static final int FIRST = 14_000;
  private static final int RANGE = 2_000;
  private static final int RANGES = 8;

  /// Held until this process ends.
  private static final List<FileLock> LOCKS = new ArrayList<>();

  private static final int BEGIN = FIRST + RANGE * freeRange();

  private static int next;

  private Ports() {}

  /// A free port, never the same twice in one run.
  public static synchronized int free() {
    while (next < RANGE) {
      int port = BEGIN + next++;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is left from " + BEGIN + " on");
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static int freeRange() {
    for (int i = 0; i < RANGES; i++) {
      if (isOurs(
          Path.of(System.getProperty("java.io.tmpdir"), "troop-test-ports-" + i + ".lock"))) {
        return i;
      }
    }
    throw new IllegalStateException(RANGES + " runs of these tests are under way");
  }

  private static boolean isOurs(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return false;
      }
      LOCKS.add(lock);
      return true;
    } catch (IOException _) {
      return false; // Of another user.
    }
  }
}
