package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.TrafficCounters;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one side does wrong must not hold the other, nor anything in between.
@Timeout(60)
final class FaultTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final Gateway gateway = new Gateway(to(upstream.port()));

  @AfterEach
  void close() throws IOException {
    gateway.close();
    upstream.close();
  }

  private static LiveConfig to(int port) {
    return new FixedConfig()
        .route(FixedConfig.aRoute("/a"), FixedConfig.aPatientService("http", port))
        .live();
  }

  private static void await(BooleanSupplier condition) {
    Instant limit = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("what was waited for did not come").isBefore(limit);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void nothingIsLeft() {
    await(() -> gateway.loops().counters().stream().mapToLong(TrafficCounters::active).sum() == 0);
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Test
  void aClientThatDoesNotReadHoldsTheUpstreamBack() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch over = new CountDownLatch(1);
    long size = 60_000_000;
    upstream.answerer((_, out) -> {
      out.write(RawUpstream.text("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n"));
      byte[] block = new byte[100_000];
      while (written.get() < size) {
        out.write(block);
        written.addAndGet(block.length);
      }
      over.countDown();
      return true;
    });
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(GET);
      // It stands still when all buffers on the way are full: far below the whole.
      assertThat(over.await(2, TimeUnit.SECONDS)).isFalse();
      assertThat(written.get()).isLessThan(size / 2);
      assertThat(client.answer().body()).hasSize((int) size);
    }
    assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
    nothingIsLeft();
  }

  @Test
  void anUpstreamThatDoesNotReadHoldsTheClientBack() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    try (var stuck = new java.net.ServerSocket(0)) {
      var between = new Gateway(to(stuck.getLocalPort()));
      try (RawClient client = new RawClient(between.port())) {
        Thread.ofVirtual()
            .start(() -> {
              try (Socket socket = stuck.accept()) {
                mayGoOn.await(20, TimeUnit.SECONDS);
                socket.getInputStream().readNBytes(60_000_000);
                socket
                    .getOutputStream()
                    .write(RawUpstream.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException | InterruptedException _) {
                // The test sees it.
              }
            });
        AtomicLong sent = new AtomicLong();
        CountDownLatch over = new CountDownLatch(1);
        client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000000\r\n\r\n");
        Thread.ofVirtual()
            .start(() -> {
              byte[] block = new byte[100_000];
              try {
                while (sent.get() < 60_000_000) {
                  client.socket().getOutputStream().write(block);
                  sent.addAndGet(block.length);
                }
                over.countDown();
              } catch (IOException _) {
                // The test sees it.
              }
            });
        assertThat(over.await(700, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(sent.get()).isLessThan(40_000_000);
        mayGoOn.countDown();
        assertThat(client.answer().status()).isEqualTo(200);
      } finally {
        between.close();
      }
    }
  }

  @Test
  void aClientThatDoesNotTakeItsLastAnswerIsLetGo() throws Exception {
    int length = 60_000; // More than the sockets take, less than holds the upstream back.
    upstream.answerer((_, out) -> {
      out.write(RawUpstream.text("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"));
      out.write(new byte[length]);
      return true;
    });
    ConnectionRules usual = ConnectionRules.DEFAULT;
    ConnectionRules strict =
        new ConnectionRules(
            usual.limits(),
            usual.idle(),
            usual.head(),
            usual.body(),
            Duration.ofSeconds(1),
            usual.linger(),
            usual.requests());
    try (Gateway impatient =
            new Gateway(to(upstream.port()), PipelineSettings.DEFAULT, strict, "");
        Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), impatient.port()));
      impatient.connection(client).config().setOption(ChannelOption.SO_SNDBUF, 4096);
      client
          .getOutputStream()
          .write(RawUpstream.text("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
      await(() -> impatient.logged().size() == 1);
      await(
          () -> impatient.loops().counters().stream().mapToLong(TrafficCounters::open).sum() == 0);
    }
  }

  @Test
  void aClientThatIsGoneFreesTheUpstream() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    upstream.answerer((_, out) -> {
      asked.countDown();
      try {
        out.write(RawUpstream.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        while (true) {
          out.write(RawUpstream.text("1\r\nx\r\n"));
          out.flush();
        }
      } finally {
        freed.countDown(); // Writing failed: the connection was closed.
      }
    });
    RawClient client = new RawClient(gateway.port());
    client.send(GET);
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    reset(client.socket());
    assertThat(freed.await(20, TimeUnit.SECONDS)).isTrue();
    nothingIsLeft();
  }

  @Test
  void aClientResetInItsBodyFreesTheUpstream() throws Exception {
    RawClient client = new RawClient(gateway.port());
    client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n12345");
    await(() -> upstream.connections() > 0);
    reset(client.socket());
    nothingIsLeft();
    await(() -> gateway.logged().contains("PUT /a 499"));
  }

  @Test
  void aClientResetInItsHeadLeavesNothing() throws Exception {
    RawClient client = new RawClient(gateway.port());
    client.send("GET /a HTTP/1.1\r\nHo");
    reset(client.socket());
    await(() -> gateway.loops().counters().stream().mapToLong(TrafficCounters::open).sum() == 0);
    assertThat(upstream.connections()).isZero();
  }

  @Test
  void anUpstreamThatEndsInItsHeadIsABadGateway() throws Exception {
    upstream.answerer((_, out) -> {
      out.write(RawUpstream.text("HTTP/1.1 200 OK\r\nContent-Le"));
      return false;
    });
    try (RawClient client = new RawClient(gateway.port())) {
      assertThat(client.ask(GET).status()).isEqualTo(502);
      upstream.answerer(RawUpstream.ECHO);
      assertThat(client.ask(GET).status()).isEqualTo(200);
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestReachesTheClient() throws Exception {
    // The upstream refuses by the head alone, and closes.
    try (var server = new java.net.ServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket socket = server.accept()) {
              RawClient.head(socket.getInputStream());
              socket
                  .getOutputStream()
                  .write(
                      RawUpstream.text(
                          "HTTP/1.1 403 Forbidden\r\n"
                              + "Connection: close\r\n"
                              + "Content-Length: 2\r\n\r\n"
                              + "no"));
              socket.getOutputStream().flush();
              socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
              // The test sees it.
            }
          });
      var between = new Gateway(to(server.getLocalPort()));
      try (RawClient client = new RawClient(between.port())) {
        client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n12345");
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("no");
      } finally {
        between.close();
      }
    }
  }
}
