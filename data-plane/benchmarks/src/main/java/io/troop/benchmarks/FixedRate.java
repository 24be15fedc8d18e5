package io.troop.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Requests at a fixed rate over kept connections. A request's latency counts from the moment it
/// was due, so that a proxy that stalls is not spared the requests that would have come meanwhile.
final class FixedRate {

  /// What came out. *Immutable.*
  ///
  /// @param nanos the latencies, sorted
  /// @param failed answers other than 200, and broken connections
  record Result(long[] nanos, long failed) {
    String percentile(double percent) {
      return nanos.length == 0
          ? "-"
          : Report.millis(nanos[(int) Math.min(nanos.length - 1, nanos.length * percent / 100)]);
    }
  }

  private static final int CONNECTIONS = 32;

  private FixedRate() {}

  /// Loads for some seconds.
  static Result of(String base, String path, int perSecond, int seconds)
      throws InterruptedException {
    URI uri = URI.create(base);
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    int each = perSecond * seconds / CONNECTIONS;
    long period = 1_000_000_000L * CONNECTIONS / perSecond;
    long begin = System.nanoTime() + 100_000_000L;
    long[] all = new long[each * CONNECTIONS];
    AtomicLong failed = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      int number = i;
      threads.add(
          Thread.ofPlatform()
              .start(() ->
                  connection(
                      uri,
                      request,
                      begin + number * period / CONNECTIONS,
                      period,
                      all,
                      number * each,
                      each,
                      failed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] answered = Arrays.stream(all).filter(nanos -> nanos > 0).sorted().toArray();
    return new Result(answered, failed.get());
  }

  private static void connection(
      URI uri,
      byte[] request,
      long begin,
      long period,
      long[] all,
      int from,
      int count,
      AtomicLong failed) {
    byte[] buffer = new byte[8192];
    Socket socket = null;
    for (int i = 0; i < count; i++) {
      long due = begin + i * period;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      try {
        if (socket == null) {
          socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
          socket.setTcpNoDelay(true);
        }
        socket.getOutputStream().write(request);
        if (succeeded(socket.getInputStream(), buffer)) {
          all[from + i] = System.nanoTime() - due;
        } else {
          failed.incrementAndGet();
        }
      } catch (IOException broken) {
        failed.incrementAndGet();
        socket = null;
      }
    }
  }

  /// Reads one answer, which has the body that the upstream answers with everywhere.
  private static boolean succeeded(InputStream in, byte[] buffer) throws IOException {
    int filled = 0;
    while (!new String(buffer, 0, filled, StandardCharsets.ISO_8859_1)
        .endsWith("\r\n\r\nhello world\n")) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read <= 0) {
        throw new IOException("the connection was closed");
      }
      filled += read;
    }
    return new String(buffer, 0, 12, StandardCharsets.ISO_8859_1).equals("HTTP/1.1 200");
  }
}
