package io.troop.proxy.listener;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.troop.plugin.Exchange;
import io.troop.proxy.failure.FailureAnswers;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.log.LogFormat;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.RequestPipeline;
import io.troop.proxy.pipeline.TrustedAddresses;
import io.troop.proxy.pipeline.UpstreamTls;
import io.troop.proxy.relay.UpstreamPools;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;

/// The gateway in the test's own process: listeners, pipeline and relay over a fixed configuration.
final class Gateway implements AutoCloseable {

  private final EventLoops loops;
  private final Listeners listeners;
  private final TlsAcceptor acceptor;
  private final InetSocketAddress address;
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private volatile LogFormat format;
  private InetSocketAddress tlsAddress;

  Gateway(LiveConfig live) {
    this(live, PipelineSettings.DEFAULT, ConnectionRules.DEFAULT, "");
  }

  Gateway(LiveConfig live, PipelineSettings settings, ConnectionRules rules, String words) {
    this(
        live,
        settings,
        rules,
        TlsRules.DEFAULT,
        new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL),
        words);
  }

  Gateway(
      LiveConfig live,
      PipelineSettings settings,
      ConnectionRules rules,
      TlsRules tls,
      UpstreamTls upstreamTls,
      String words) {
    loops =
        new EventLoops(
            2,
            PooledByteBufAllocator.DEFAULT,
            new UpstreamPools.Keeping(512, 10_000, Duration.ofSeconds(60)),
            Clock.systemUTC());
    RequestPipeline pipeline =
        new RequestPipeline(
            live,
            settings,
            new FailureAnswers(FailureAnswers.Format.AUTO, "text/plain", Map.of()),
            upstreamTls,
            this::log);
    try {
      var key =
          io.troop.certs.Authority.create("test", Clock.systemUTC(), new SecureRandom())
              .issueServer(List.of("localhost"));
      acceptor =
          new TlsAcceptor(
              live,
              tls,
              io.troop.certs.Pem.write(key.chain()),
              io.troop.certs.Pem.write(key.key()),
              new SecureRandom());
      listeners =
          new Listeners(
              loops,
              pipeline,
              rules,
              settings.trusted() == null ? TrustedAddresses.NONE : settings.trusted(),
              Map.of(),
              acceptor);
    } catch (SSLException problem) {
      throw new IllegalStateException(problem);
    }
    address = listeners.open(ListenAddress.parse("127.0.0.1:0 " + words).getFirst());
  }

  /// Writes lines in this format, too.
  void logAs(LogFormat next) {
    format = next;
  }

  BlockingQueue<String> lines() {
    return lines;
  }

  private void log(Exchange exchange) {
    if (format != null) {
      lines.add(format.line(exchange));
    }
    logged.add(
        exchange.request().method()
            + " "
            + exchange.request().path()
            + " "
            + exchange.response().status());
  }

  int port() {
    return address.getPort();
  }

  /// The port of a TLS listener that speaks HTTP/2, too.
  int tlsPort() {
    if (tlsAddress == null) {
      tlsAddress = listeners.open(ListenAddress.parse("127.0.0.1:0 ssl http2").getFirst());
    }
    return tlsAddress.getPort();
  }

  TlsAcceptor acceptor() {
    return acceptor;
  }

  Listeners listeners() {
    return listeners;
  }

  /// The gateway's end of a client's connection.
  Channel connection(Socket client) {
    Instant limit = Instant.now().plusSeconds(30);
    while (Instant.now().isBefore(limit)) {
      for (Channel channel : listeners.connections()) {
        if (channel.remoteAddress().equals(client.getLocalSocketAddress())) {
          return channel;
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new IllegalStateException("no connection of " + client + " within 30 s");
  }

  EventLoops loops() {
    return loops;
  }

  /// What the access log got: method, path and status.
  List<String> logged() {
    return logged;
  }

  @Override
  public void close() {
    listeners.close();
    loops.close();
  }
}
