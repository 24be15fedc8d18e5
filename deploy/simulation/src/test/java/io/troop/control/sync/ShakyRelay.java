package io.troop.control.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A bad network: what goes through it comes late and in small pieces, and now and then a
/// connection breaks with half a piece on its way. *Thread-safe.* What it does follows from a seed
/// and from the bytes that come.
final class ShakyRelay implements AutoCloseable {

  private static final int PIECE = 1400;
  private static final int MOST_MICROS = 2000;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final Random random;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();

  /// One of so many pieces is the last of its connection; 0 for none.
  private volatile int lasts;

  ShakyRelay(int target, long seed, int lasts) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.lasts = lasts;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// How many connections it broke.
  int cuts() {
    return cuts.get();
  }

  /// From now on nothing is broken; it stays slow.
  void heal() {
    lasts = 0;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
      } catch (IOException away) {
        // The target does not listen: whoever dialled is told by the end of the connection.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(piece, 0, size());
      while (read >= 0) {
        TimeUnit.MICROSECONDS.sleep(pick(MOST_MICROS));
        int most = lasts;
        if (most > 0 && pick(most) == 0) {
          cuts.incrementAndGet();
          out.write(piece, 0, read / 2);
          return;
        }
        out.write(piece, 0, read);
        read = in.read(piece, 0, size());
      }
    } catch (IOException ended) {
      // One side is gone; so goes the other.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      end(from);
      end(to);
    }
  }

  private int size() {
    return 1 + pick(PIECE);
  }

  private synchronized int pick(int bound) {
    return random.nextInt(bound);
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException gone) {
      // It was closed already.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(this::end);
  }
}
