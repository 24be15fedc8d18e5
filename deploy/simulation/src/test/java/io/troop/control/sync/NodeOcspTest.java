package io.troop.control.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.stub.StreamObserver;
import io.troop.certs.CertifiedKey;
import io.troop.certs.LiveKey;
import io.troop.certs.NodeTrust;
import io.troop.control.ListenAddress;
import io.troop.control.fleet.ClusterSettings.OcspMode;
import io.troop.control.fleet.Member;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.ToNode;
import io.troop.simulation.FakeControlPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `cluster_ocsp`, over real connections and with a responder that signs.
class NodeOcspTest {

  private final FakeControlPlane controlPlane = new FakeControlPlane();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CertifiedKey server = controlPlane.authority().issueServer(List.of("localhost"));
  private OcspAuthority authority;
  private NodeTrust trust;

  @BeforeEach
  void trust() throws Exception {
    authority = new OcspAuthority();
    trust =
        new NodeTrust(
            Map.of(), Map.of(authority.certificate, FakeControlPlane.ID), Set.of(), Set.of());
  }

  @AfterEach
  void close() throws Exception {
    authority.close();
    controlPlane.close();
    threads.shutdownNow();
  }

  private NodeRevocation revocation(OcspMode mode) {
    return new NodeRevocation(mode, false, List.of(authority.certificate), InstantSource.system());
  }

  private static String refusal(NodeRevocation revocation, CertifiedKey node) {
    Optional<String> refusal = revocation.refusal(node.chain(), false);
    return refusal.orElse("none");
  }

  @Test
  void onLetsInWhomTheAuthorityCallsGoodAndNobodyElse() throws Exception {
    CertifiedKey good = authority.node(authority.address());
    CertifiedKey bad = authority.node(authority.address());
    authority.revoke(bad.leaf());
    try (NodeRevocation on = revocation(OcspMode.ON)) {
      assertThat(refusal(on, good)).isEqualTo("none");
      assertThat(refusal(on, bad)).startsWith("data plane client certificate was revoked: ");
      assertThat(refusal(on, authority.node(null)))
          .isEqualTo(
              "data plane client certificate revocation check failed: OCSP responder endpoint can"
                  + " not be determined, the client certificate may be missing the required"
                  + " extensions");
      authority.status = 503;
      assertThat(refusal(on, authority.node(authority.address())))
          .contains("returns bad HTTP status code: 503");
    }
  }

  @Test
  void optionalLetsInWhoseAuthorityCantBeAskedButNotTheRevoked() throws Exception {
    CertifiedKey bad = authority.node(authority.address());
    authority.revoke(bad.leaf());
    CertifiedKey unreachable = authority.node("http://127.0.0.1:" + closedPort() + "/ocsp");
    try (NodeRevocation optional = revocation(OcspMode.OPTIONAL)) {
      assertThat(refusal(optional, bad)).contains("was revoked");
      assertThat(refusal(optional, authority.node(null))).isEqualTo("none");
      assertThat(refusal(optional, unreachable)).isEqualTo("none");
    }
    try (NodeRevocation on = revocation(OcspMode.ON)) {
      assertThat(refusal(on, unreachable)).contains("failed to send request to OCSP responder");
    }
  }

  @Test
  void anAnswerThatSomebodyElseSignedKeepsTheNodeOut() throws Exception {
    authority.signer = OcspAuthority.keys().getPrivate();
    try (NodeRevocation optional = revocation(OcspMode.OPTIONAL)) {
      assertThat(refusal(optional, authority.node(authority.address())))
          .contains("failed to validate OCSP response");
    }
  }

  @Test
  void theAuthorityIsAskedOnceForAllThatANodeOpensAtOnce() throws Exception {
    CertifiedKey node = authority.node(authority.address());
    try (NodeRevocation on = revocation(OcspMode.ON)) {
      List<Future<String>> all =
          IntStream.range(0, 20).mapToObj(_ -> threads.submit(() -> refusal(on, node))).toList();
      for (Future<String> one : all) {
        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo("none");
      }
    }
    assertThat(authority.asked).hasValue(1);
  }

  @Test
  void aRegisteredCertificateIsAskedAboutIfItNamesAResponder() throws Exception {
    CertifiedKey bad = authority.node(authority.address());
    authority.revoke(bad.leaf());
    try (NodeRevocation on = revocation(OcspMode.ON)) {
      assertThat(on.refusal(bad.chain(), true)).isPresent();
      assertThat(on.refusal(authority.node(null).chain(), true)).isEmpty();
    }
    NodeRevocation shared =
        new NodeRevocation(OcspMode.ON, true, List.of(), InstantSource.system());
    assertThat(shared.refusal(bad.chain(), true)).as("as in Kong").isEmpty();
  }

  @Test
  void aRevokedNodeGetsNeitherStreamNorWebSocket() throws Exception {
    CertifiedKey good = authority.node(authority.address());
    CertifiedKey bad = authority.node(authority.address());
    authority.revoke(bad.leaf());
    int port = closedPort();
    try (NodeRevocation on = revocation(OcspMode.ON)) {
      ClusterServer listener = listen(port, on);
      try {
        assertThat(stream(port, bad))
            .extracting(Status::getCode)
            .isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(stream(port, good)).as("a welcome").isEqualTo(Status.OK);
        assertThat(overHttp1(port, good)).isEqualTo("hello CN=node");
        assertThat(overHttp1(port, bad)).as("cut without a byte").isEmpty();
      } finally {
        listener.stop();
      }
    }
  }

  private ClusterServer listen(int port, NodeRevocation revocation) {
    return ClusterServer.start(
        "cluster_listen",
        List.of(new ListenAddress("127.0.0.1", port, false, false)),
        () -> server,
        new Gatekeeper(() -> trust, InstantSource.system(), revocation),
        List.of(controlPlane.service().definition()),
        NodeOcspTest::echo,
        threads);
  }

  private static void echo(ChannelHandlerContext context, Member member) {
    assertThat(member.controlPlane()).isEqualTo(FakeControlPlane.ID);
    context
        .pipeline()
        .addBefore(
            context.name(),
            "echo",
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext echo, Object message) {
                echo.writeAndFlush((ByteBuf) message).addListener(_ -> echo.close());
              }
            });
  }

  /// How a stream went: OK when the control plane said something.
  private static Status stream(int port, CertifiedKey key) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "127.0.0.1",
                port,
                TlsChannelCredentials.newBuilder()
                    .keyManager(new LiveKey(() -> key))
                    .trustManager(ANYBODY)
                    .build())
            .overrideAuthority("localhost")
            .build();
    CompletableFuture<Status> outcome = new CompletableFuture<>();
    try {
      var out =
          SyncServiceGrpc.newStub(channel)
              .sync(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ToNode message) {
                      outcome.complete(Status.OK);
                    }

                    @Override
                    public void onError(Throwable problem) {
                      outcome.complete(Status.fromThrowable(problem));
                    }

                    @Override
                    public void onCompleted() {
                      outcome.complete(Status.OK);
                    }
                  });
      out.onCompleted();
      return outcome.get(30, TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow();
    }
  }

  /// What comes back for a greeting without ALPN, as Kong's nodes connect.
  private static String overHttp1(int port, CertifiedKey key) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(new KeyManager[] {new LiveKey(() -> key)}, new TrustManager[] {ANYBODY}, null);
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write("hello CN=node".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException cut) {
      return "";
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static final X509TrustManager ANYBODY =
      new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };
}
