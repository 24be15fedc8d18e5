package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Route;
import io.troop.plugin.log.LogEntry;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.live.FixedConfig.TestPeer;
import io.troop.proxy.log.LogFormat;
import io.troop.proxy.pipeline.TrustedAddresses;
import io.troop.proxy.pipeline.UpstreamTls;
import io.troop.proxy.relay.UpstreamPools;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/// Connections that are no HTTP, from plain sockets to plain sockets.
@Timeout(60)
final class StreamTest {
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private final Authority authority =
      Authority.create("test", Clock.systemUTC(), new SecureRandom());
  private final CertifiedKey own = authority.issueServer(List.of("localhost"));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.add(part);
    return part;
  }

  /// A listener over this configuration; its port.
  private int listen(FixedConfig config, String words) throws Exception {
    EventLoops loops =
        open(
            new EventLoops(
                2,
                PooledByteBufAllocator.DEFAULT,
                new UpstreamPools.Keeping(512, 10_000, Duration.ofSeconds(60)),
                Clock.systemUTC()));
    var live = config.live();
    TlsAcceptor tls =
        new TlsAcceptor(
            live,
            TlsRules.DEFAULT,
            Pem.write(own.chain()),
            Pem.write(own.key()),
            new SecureRandom());
    StreamListeners listeners =
        open(
            new StreamListeners(
                loops,
                live,
                TrustedAddresses.parse(List.of("127.0.0.1")),
                Map.of(),
                tls,
                new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL),
                exchange -> logged.add(LogFormat.BASIC.line(exchange))));
    return listeners.open(ListenAddress.parseStreams("127.0.0.1:0 " + words).getFirst()).getPort();
  }

  private static FixedConfig to(int upstream, Route route) {
    return new FixedConfig().route(route, FixedConfig.aPatientService("tcp", upstream));
  }

  private static Route tcp() {
    return FixedConfig.aStream("tcp", null, List.of(new Route.Endpoint("127.0.0.0/8", null)), null);
  }

  private static Route tls(String protocol, String sni) {
    return FixedConfig.aStream(protocol, List.of(sni), null, null);
  }

  /// Sends back what it gets, behind a name.
  private ServerSocket echo(String name) throws IOException {
    ServerSocket server = open(new ServerSocket(0));
    return serve(server, name);
  }

  private static ServerSocket serve(ServerSocket server, String name) {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              Thread.ofVirtual()
                  .start(() -> {
                    try (socket) {
                      socket.getOutputStream().write(bytes(name));
                      socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (IOException _) {
                      // The other side has gone.
                    }
                  });
            } catch (IOException _) {
              return;
            }
          }
        });
    return server;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Socket connect(int port) throws IOException {
    return open(new Socket("127.0.0.1", port));
  }

  private SSLSocket connect(int port, String name) throws Exception {
    SSLSocket socket =
        (SSLSocket) Anybody.context().getSocketFactory().createSocket("127.0.0.1", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return open(socket);
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  private static String exchanged(Socket socket, String name) throws IOException {
    socket.getOutputStream().write(bytes("ping"));
    return read(socket, name.length() + 4);
  }

  @Test
  void bytesGoBothWaysAndTheServerMaySpeakFirst() throws Exception {
    int port = listen(to(echo("hello ").getLocalPort(), tcp()), "");
    Socket socket = connect(port);
    assertThat(read(socket, 6)).isEqualTo("hello ");
    assertThat(exchanged(socket, "")).isEqualTo("ping");
  }

  /// A plugin for streams that decides always the same.
  private record Told(Verdict verdict, Consumer<Exchange> log)
      implements Handler.OnRequestAsync, Handler.OnLog, Handler.TakesStreams {
    @Override
    public Mono<Verdict> onRequest(Exchange exchange) {
      assertThat(exchange.request().clientAddress().isLoopbackAddress()).isTrue();
      return Mono.just(verdict);
    }

    @Override
    public void onLog(Exchange exchange) {
      log.accept(exchange);
    }
  }

  @Test
  void aPluginMayRefuseAConnection() throws Exception {
    List<Exchange.Session> seen = new CopyOnWriteArrayList<>();
    Handler refusing = new Told(Verdict.error(403, "not you"), _ -> {});
    Handler log = new Told(Verdict.PROCEED, exchange -> seen.add(exchange.session()));
    ServerSocket upstream = echo("hello ");
    int port = listen(to(upstream.getLocalPort(), tcp()).chains(new FixedChain(refusing, log)), "");

    assertThat(connect(port).getInputStream().read()).isEqualTo(-1);

    assertThat(logged.poll(30, TimeUnit.SECONDS)).matches("127.0.0.1 \\[.*\\] TCP 403 0 0 \\d.*");
    assertThat(seen).extracting(Exchange.Session::status).containsExactly(403);
  }

  @Test
  void pluginsSeeAndLogAConnection() throws Exception {
    List<Map<String, Object>> entries = new CopyOnWriteArrayList<>();
    Handler.OnRequest ofRequestsOnly = _ -> Verdict.error(403, "no stream is asked");
    Handler log = new Told(Verdict.PROCEED, exchange -> entries.add(LogEntry.of(exchange)));
    int port =
        listen(
            to(echo("hello ").getLocalPort(), tcp()).chains(new FixedChain(ofRequestsOnly, log)),
            "");
    Socket socket = connect(port);
    assertThat(read(socket, 6)).isEqualTo("hello ");
    assertThat(exchanged(socket, "")).isEqualTo("ping");
    socket.close();

    assertThat(logged.poll(30, TimeUnit.SECONDS))
        .matches("127.0.0.1 \\[.*\\] TCP 200 10 4 \\d+\\.\\d{3}");
    assertThat(entries).hasSize(1);
    assertThat(entries.getFirst())
        .containsKeys("route", "service", "latencies", "tries", "client_ip")
        .doesNotContainKeys("request", "response");
    assertThat(entries.getFirst().get("session"))
        .isEqualTo(Map.of("received", 4L, "sent", 10L, "status", 200, "server_port", port));
  }

  @Test
  void muchDataGoesThroughWhoeverIsSlow() throws Exception {
    int port = listen(to(echo("").getLocalPort(), tcp()), "");
    Socket socket = connect(port);
    byte[] data = new byte[20_000_000];
    new Random(1).nextBytes(data);
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(
            () -> {
              try {
                OutputStream out = socket.getOutputStream();
                out.write(data);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> Thread.ofVirtual().start(task));
    assertThat(socket.getInputStream().readNBytes(data.length)).isEqualTo(data);
    sent.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatTheUpstreamSentBeforeItsEndIsDelivered() throws Exception {
    ServerSocket server = open(new ServerSocket(0));
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            socket.getOutputStream().write(new byte[3_000_000]);
          } catch (IOException _) {
            // The test sees it.
          }
        });
    Socket socket = connect(listen(to(server.getLocalPort(), tcp()), ""));
    assertThat(socket.getInputStream().readAllBytes()).hasSize(3_000_000);
  }

  @Test
  void whatTheClientSentBeforeItsEndIsDelivered() throws Exception {
    ServerSocket server = open(new ServerSocket(0));
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            received.complete(socket.getInputStream().readAllBytes());
          } catch (IOException e) {
            received.completeExceptionally(e);
          }
        });
    try (Socket socket = connect(listen(to(server.getLocalPort(), tcp()), ""))) {
      socket.getOutputStream().write(new byte[3_000_000]);
    }
    assertThat(received.get(20, TimeUnit.SECONDS)).hasSize(3_000_000);
  }

  @Test
  void aConnectionWithoutARouteIsClosed() throws Exception {
    Route other =
        FixedConfig.aStream("tcp", null, List.of(new Route.Endpoint("10.0.0.0/8", null)), null);
    int port = listen(to(echo("x").getLocalPort(), other), "");
    assertThat(connect(port).getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aTargetThatCanNotBeReachedIsFollowedByTheNext() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    TestPeer dead = new TestPeer(new InetSocketAddress("127.0.0.1", nobody), "dead");
    int alive = echo("alive").getLocalPort();
    TestPeer next = new TestPeer(new InetSocketAddress("127.0.0.1", alive), "next");
    FixedConfig config = to(1, tcp()).picker((_, _, last) -> last == null ? dead : next);
    assertThat(read(connect(listen(config, "")), 5)).isEqualTo("alive");
    assertThat(dead.told()).containsExactly("refused");
  }

  @Test
  void aSilentConnectionEnds() throws Exception {
    Route route = tcp();
    FixedConfig config =
        new FixedConfig()
            .route(
                route, FixedConfig.aService("tcp", "127.0.0.1", echo("x").getLocalPort(), 0, 200));
    Socket socket = connect(listen(config, ""));
    assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes("x"));
  }

  @Test
  void tlsEndsHereForARouteWithProtocolTls() throws Exception {
    FixedConfig config =
        to(echo("one").getLocalPort(), tls("tls", "one.example"))
            .route(
                tls("tls", "*.two.example"),
                FixedConfig.aPatientService("tcp", echo("two").getLocalPort()));
    int port = listen(config, "ssl");
    SSLSocket one = connect(port, "one.example");
    assertThat(exchanged(one, "one")).isEqualTo("oneping");
    assertThat(leaf(one)).isEqualTo(own.leaf());
    assertThat(exchanged(connect(port, "a.two.example"), "two")).isEqualTo("twoping");
    Socket stranger = connect(port);
    stranger.getOutputStream().write(bytes("GET / HTTP/1.1\r\n\r\n"));
    assertThat(new String(stranger.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
        .doesNotContain("one");
  }

  @Test
  void entriesOfSecuredConnectionsTellHow() throws Exception {
    List<Map<String, Object>> entries = new CopyOnWriteArrayList<>();
    Handler log = new Told(Verdict.PROCEED, exchange -> entries.add(LogEntry.of(exchange)));
    int port =
        listen(
            to(echo("one").getLocalPort(), tls("tls", "one.example")).chains(new FixedChain(log)),
            "ssl");
    SSLSocket socket = connect(port, "one.example");
    assertThat(exchanged(socket, "one")).isEqualTo("oneping");
    SSLSession session = socket.getSession();
    socket.close();

    assertThat(logged.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat((Map<?, ?>) entries.getFirst().get("session"))
        .extracting("tls")
        .isEqualTo(
            Map.of(
                "version",
                session.getProtocol(),
                "cipher",
                session.getCipherSuite(),
                "client_verify",
                "NONE"));
  }

  private static X509Certificate leaf(SSLSocket socket) throws Exception {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @Test
  void tlsIsPassedThroughByServerName() throws Exception {
    CertifiedKey theirs = authority.issueServer(List.of("inner.example"));
    ServerSocket secure =
        open(Anybody.server(theirs).getServerSocketFactory().createServerSocket(0));
    serve(secure, "inner");
    FixedConfig config =
        to(secure.getLocalPort(), tls("tls_passthrough", "inner.example"))
            .route(
                tls("tls", "outer.example"),
                FixedConfig.aPatientService("tcp", echo("outer").getLocalPort()));
    int port = listen(config, "ssl");
    SSLSocket inner = connect(port, "inner.example");
    assertThat(exchanged(inner, "inner")).isEqualTo("innerping");
    assertThat(leaf(inner)).isEqualTo(theirs.leaf());
    SSLSocket outer = connect(port, "outer.example");
    assertThat(exchanged(outer, "outer")).isEqualTo("outerping");
    assertThat(leaf(outer)).isEqualTo(own.leaf());
  }

  @Test
  void aServiceMaySpeakTls() throws Exception {
    ServerSocket secure =
        open(
            Anybody.server(authority.issueServer(List.of("x")))
                .getServerSocketFactory()
                .createServerSocket(0));
    serve(secure, "secret");
    FixedConfig config =
        new FixedConfig().route(tcp(), FixedConfig.aPatientService("tls", secure.getLocalPort()));
    assertThat(exchanged(connect(listen(config, "")), "secret")).isEqualTo("secretping");
  }

  /// Kong's rule: the client's name goes on where the route preserves it.
  @Test
  void aRouteMayPassTheServerNameOn() throws Exception {
    assertThat(askedOfTheUpstream(true)).containsExactly(new SNIHostName("a.example"));
    assertThat(askedOfTheUpstream(false)).as("the target is an address").isEmpty();
  }

  private List<SNIServerName> askedOfTheUpstream(boolean preservesHost) throws Exception {
    SSLServerSocket secure =
        open(
            (SSLServerSocket)
                Anybody.server(authority.issueServer(List.of("x")))
                    .getServerSocketFactory()
                    .createServerSocket(0));
    CompletableFuture<List<SNIServerName>> asked = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (SSLSocket socket = (SSLSocket) secure.accept()) {
            socket.startHandshake();
            asked.complete(((ExtendedSSLSession) socket.getSession()).getRequestedServerNames());
          } catch (IOException problem) {
            asked.completeExceptionally(problem);
          }
        });
    Route route = FixedConfig.aStream("tls", List.of("a.example"), null, null, preservesHost);
    var service = FixedConfig.aPatientService("tls", secure.getLocalPort());
    connect(listen(new FixedConfig().route(route, service), "ssl"), "a.example");
    return asked.get(30, TimeUnit.SECONDS);
  }

  @Test
  void datagramsGoToOneTargetAndBackToTheirClient() throws Exception {
    DatagramSocket server = open(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual()
        .start(() -> {
          DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
          try {
            while (true) {
              packet.setLength(2000);
              server.receive(packet);
              server.send(packet);
            }
          } catch (IOException _) {
            // The test has ended.
          }
        });
    Route route =
        FixedConfig.aStream("udp", null, List.of(new Route.Endpoint("127.0.0.0/8", null)), null);
    FixedConfig config =
        new FixedConfig().route(route, FixedConfig.aPatientService("udp", server.getLocalPort()));
    int port = listen(config, "udp");
    List<DatagramSocket> clients = List.of(open(new DatagramSocket()), open(new DatagramSocket()));
    for (int i = 0; i < 20; i++) {
      DatagramSocket client = clients.get(i % 2);
      byte[] text = bytes("datagram " + i);
      client.send(new DatagramPacket(text, text.length, InetAddress.getLoopbackAddress(), port));
      DatagramPacket answer = new DatagramPacket(new byte[2000], 2000);
      client.setSoTimeout(20_000);
      client.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII))
          .isEqualTo("datagram " + i);
    }
  }

  @Test
  void theProxyProtocolSaysWhoTheClientIs() throws Exception {
    Route route =
        FixedConfig.aStream("tcp", null, List.of(new Route.Endpoint("192.0.2.7", null)), null);
    int port = listen(to(echo("").getLocalPort(), route), "proxy_protocol");
    Socket socket = connect(port);
    socket.getOutputStream().write(bytes("PROXY TCP4 192.0.2.7 127.0.0.1 4000 80\r\nping"));
    assertThat(read(socket, 4)).isEqualTo("ping");
    Socket other = connect(port);
    other.getOutputStream().write(bytes("PROXY TCP4 192.0.2.8 127.0.0.1 4000 80\r\n"));
    assertThat(other.getInputStream().read()).isEqualTo(-1);
  }
}
