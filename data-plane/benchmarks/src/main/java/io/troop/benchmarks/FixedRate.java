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
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Requests at a fixed rate over kept connections. A request's latency counts from the moment it
/// was due, so that a proxy that stalls is not spared the requests that would have come meanwhile.
final class FixedRate {

  /// What came out. *Immutable.*
  ///
  /// @param nanos the latencies, sorted
  /// @param failed answers other than 2xx, and broken connections
  record Result(long[] nanos, long failed) {
    String percentile(double percent) {
      return nanos.length == 0
          ? "-"
          : Report.millis(nanos[(int) Math.min(nanos.length - 1, nanos.length * percent / 100)]);
    }
  }

  private static final int CONNECTIONS = 32;
  private static final Pattern LENGTH =
      Pattern.compile("\r\nContent-Length: *(\\d+)", Pattern.CASE_INSENSITIVE);

  private final int port;
  private final IntFunction<byte[]> request;
  private final int connections;

  /// @param request the bytes of request number n, from 0
  FixedRate(int port, int connections, IntFunction<byte[]> request) {
    this.port = port;
    this.request = request;
    this.connections = connections;
  }

  /// Gets one path, over 32 connections.
  static Result of(String base, String path, int perSecond, int seconds)
      throws InterruptedException {
    URI uri = URI.create(base);
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return new FixedRate(uri.getPort(), CONNECTIONS, _ -> request).load(perSecond, seconds);
  }

  /// Loads for some seconds.
  Result load(int perSecond, int seconds) throws InterruptedException {
    int each = perSecond * seconds / connections;
    long period = 1_000_000_000L * connections / perSecond;
    long begin = System.nanoTime() + 100_000_000L;
    long[] all = new long[each * connections];
    AtomicLong failed = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int first = i * each;
      long at = begin + i * period / connections;
      threads.add(
          Thread.ofPlatform().start(() -> connection(at, period, all, first, each, failed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] answered = Arrays.stream(all).filter(nanos -> nanos > 0).sorted().toArray();
    return new Result(answered, failed.get());
  }

  private void connection(
      long begin, long period, long[] all, int first, int count, AtomicLong failed) {
    byte[] buffer = new byte[65_536];
    Socket socket = null;
    for (int i = 0; i < count; i++) {
      long due = begin + i * period;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      try {
        if (socket == null) {
          socket = new Socket(InetAddress.getLoopbackAddress(), port);
          socket.setTcpNoDelay(true);
        }
        socket.getOutputStream().write(request.apply(first + i));
        String head = head(socket.getInputStream(), buffer);
        if (head.startsWith("HTTP/1.1 2")) {
          all[first + i] = System.nanoTime() - due;
        } else {
          failed.incrementAndGet();
        }
        if (head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close")) {
          socket.close(); // A server may end a connection after so many requests.
          socket = null;
        }
      } catch (IOException broken) {
        failed.incrementAndGet();
        socket = null;
      }
    }
  }

  /// Reads one answer, which says how long its body is.
  ///
  /// @return its head
  private static String head(InputStream in, byte[] buffer) throws IOException {
    int filled = 0;
    int end = -1;
    int wanted = Integer.MAX_VALUE;
    while (filled < wanted) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read <= 0) {
        throw new IOException("the connection was closed");
      }
      filled += read;
      if (end < 0) {
        String text = new String(buffer, 0, filled, StandardCharsets.ISO_8859_1);
        end = text.indexOf("\r\n\r\n");
        wanted = end < 0 ? Integer.MAX_VALUE : end + 4 + length(text.substring(0, end));
      }
    }
    return new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static int length(String head) throws IOException {
    Matcher length = LENGTH.matcher(head);
    if (!length.find()) {
      throw new IOException("an answer without a length");
    }
    return Integer.parseInt(length.group(1));
  }
}
