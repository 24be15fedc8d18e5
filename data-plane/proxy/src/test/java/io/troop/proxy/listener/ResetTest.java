package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.troop.proxy.live.FixedConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A peer that goes away, in every way and in every phase of a request. Whatever it does, the other
/// side hears of it, and afterwards no request, no connection of a client and none to the upstream
/// is left.
@Timeout(120)
final class ResetTest {

  /// How a peer goes.
  enum Way {
    RESET {
      @Override
      void go(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    },
    CLOSE {
      @Override
      void go(Socket socket) throws IOException {
        socket.close();
      }
    },
    HALF_CLOSE {
      @Override
      void go(Socket socket) throws IOException {
        socket.shutdownOutput();
      }
    };

    abstract void go(Socket socket) throws IOException;
  }

  /// How far a client gets, by what it sends.
  enum ClientPhase {
    BEFORE_ITS_HEAD("", false),
    IN_ITS_HEAD("PUT /a HTTP/1.1\r\nHo", false),
    IN_A_HELD_BODY("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123", false),
    IN_A_FLOWING_BODY("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n123", true),
    IN_CHUNKS(
        "PUT /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n"
            + "x".repeat(19_000),
        true),
    BEFORE_ITS_ANSWER("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", true),
    IN_ITS_ANSWER("GET /a HTTP/1.1\r\nHost: a\r\nX-Phase: answer\r\n\r\n", true);

    private final String sent;
    private final boolean reachesUpstream;

    ClientPhase(String sent, boolean reachesUpstream) {
      this.sent = sent;
      this.reachesUpstream = reachesUpstream;
    }
  }

  /// How far an upstream gets, by what it says.
  enum UpstreamPhase {
    BEFORE_THE_REQUEST(null, 502),
    BEFORE_ITS_HEAD("", 502),
    IN_ITS_HEAD("HTTP/1.1 200 OK\r\nContent-", 502),
    AFTER_AN_INTERIM_ANSWER("HTTP/1.1 103 Early Hints\r\n\r\n", 502),
    IN_ITS_BODY("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", 200),
    IN_CHUNKS("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5", 200);

    private final String said;
    private final int status;

    UpstreamPhase(String said, int status) {
      this.said = said;
      this.status = status;
    }
  }

  /// An upstream that is this test's to play: each connection is given to it.
  private static final class Stage implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Play play = _ -> {};

    private interface Play {
      void on(Socket socket) throws Exception;
    }

    Stage() throws IOException {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          open.incrementAndGet();
          Thread.ofVirtual().start(() -> serve(socket));
        } catch (IOException _) {
          return;
        }
      }
    }

    /// Plays, then stays until the gateway has gone.
    private void serve(Socket socket) {
      try (socket) {
        play.on(socket);
        while (!socket.isClosed() && socket.getInputStream().read() >= 0) {
          // What else it says is not looked at.
        }
      } catch (Exception _) {
        // The gateway has gone.
      } finally {
        open.decrementAndGet();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static Stage stage;
  private static Gateway gateway;

  @BeforeAll
  static void open() throws IOException {
    stage = new Stage();
    gateway =
        new Gateway(
            new FixedConfig()
                .route(
                    FixedConfig.aRoute("/a"),
                    FixedConfig.aPatientService("http", stage.server.getLocalPort()))
                .route(
                    FixedConfig.aRoute("/long"),
                    FixedConfig.aService("http", 300_000, stage.server.getLocalPort()))
                .live());
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    stage.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(limit);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void nothingIsLeft() {
    await(
        "requests or connections of clients are left",
        () ->
            gateway.loops().counters().stream()
                .allMatch(loop -> loop.active() == 0 && loop.open() == 0));
    await("connections to the upstream are left", () -> stage.open.get() == 0);
  }

  static List<Arguments> clients() {
    List<Arguments> all = new ArrayList<>();
    for (ClientPhase phase : ClientPhase.values()) {
      for (Way way : Way.values()) {
        all.add(Arguments.of(phase, way));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("clients")
  void aClientThatGoesLeavesNothing(ClientPhase phase, Way way) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    stage.play =
        socket -> {
          String head = RawClient.head(socket.getInputStream());
          if (head != null && head.contains("X-Phase: answer")) {
            socket
                .getOutputStream()
                .write(RawUpstream.text("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"));
          }
          reached.countDown();
        };
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      client.getOutputStream().write(RawUpstream.text(phase.sent));
      if (phase.reachesUpstream) {
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
      }
      if (phase == ClientPhase.IN_ITS_ANSWER) {
        assertThat(RawClient.head(client.getInputStream())).startsWith("HTTP/1.1 200");
      }
      way.go(client);
      nothingIsLeft();
    }
  }

  /// The upstream takes nothing, so the gateway reads no more of the body: the end behind it has to
  /// be noticed all the same, long before the upstream's time is up.
  @Test
  void aClientThatGoesWhileItsBodyWaitsLeavesNothing() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    stage.play = _ -> over.await();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      OutputStream out = client.getOutputStream();
      out.write(
          RawUpstream.text("PUT /long HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"));
      Channel atGateway = gateway.connection(client);
      while (!isPaused(atGateway)) {
        out.write(new byte[1 << 14]);
        // Two rounds of the loop have read it, so that only what it leaves waits in the socket.
        atGateway.eventLoop().submit(() -> {}).sync();
        atGateway.eventLoop().submit(() -> {}).sync();
      }
      out.write(new byte[1000]);
      client.shutdownOutput();
      await(
          "the request is left",
          () -> gateway.loops().counters().stream().allMatch(loop -> loop.active() == 0));
    } finally {
      over.countDown();
    }
    nothingIsLeft();
  }

  /// Whether it reads nothing for a while.
  private static boolean isPaused(Channel channel) {
    Instant limit = Instant.now().plusMillis(300);
    while (!channel.config().isAutoRead()) {
      if (Instant.now().isAfter(limit)) {
        return true;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return false;
  }

  static List<Arguments> upstreams() {
    List<Arguments> all = new ArrayList<>();
    for (UpstreamPhase phase : UpstreamPhase.values()) {
      for (Way way : Way.values()) {
        all.add(Arguments.of(phase, way));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("upstreams")
  void anUpstreamThatGoesIsTold(UpstreamPhase phase, Way way) throws Exception {
    stage.play =
        socket -> {
          if (phase.said != null) {
            RawClient.head(socket.getInputStream());
            socket.getOutputStream().write(RawUpstream.text(phase.said));
          }
          way.go(socket);
        };
    try (RawClient client = new RawClient(gateway.port())) {
      client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      String head = RawClient.head(client.socket().getInputStream());
      // A reset may overtake the head before it, as far as TCP is concerned.
      if (phase.status == 502 || way != Way.RESET) {
        assertThat(head).startsWith("HTTP/1.1 " + phase.status);
      }
      if (phase.status == 200) {
        // The answer is incomplete, and the client sees it: no end, but the end of the connection.
        String rest = new String(client.socket().getInputStream().readAllBytes());
        assertThat(rest).doesNotContain("0\r\n\r\n").hasSizeLessThan(13);
      }
    }
    nothingIsLeft();
  }
}
