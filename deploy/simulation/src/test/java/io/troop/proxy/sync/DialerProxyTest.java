package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.LiveKey;
import io.troop.certs.Pem;
import io.troop.certs.TrustAnchors;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.ToNode;
import io.troop.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `cluster_use_proxy`, through a proxy that really opens tunnels, to a server with mutual TLS.
class DialerProxyTest {

  private static final String BASIC =
      "Basic "
          + Base64.getEncoder().encodeToString("edge:s3:cret".getBytes(StandardCharsets.US_ASCII));

  private final Authority authority =
      Authority.create("Test CA", InstantSource.system(), new SecureRandom());
  private final CertifiedKey node = authority.issueNode("node");
  private Server server;

  @BeforeEach
  void serve() throws IOException {
    CertifiedKey own = authority.issueServer(List.of("cp.example.com"));
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TlsServerCredentials.newBuilder()
                    .keyManager(new LiveKey(() -> own))
                    .trustManager(TrustAnchors.trusting(List.of(authority.certificate())))
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build())
            .build()
            .start();
  }

  @AfterEach
  void close() {
    server.shutdownNow();
  }

  /// Dials, and says how the first call ended. The server knows no calls, so whoever reaches it is
  /// told UNIMPLEMENTED.
  private Status dial(Map<String, String> more) throws Exception {
    Map<String, String> texts = new HashMap<>();
    texts.put("cluster_mtls", "pki");
    texts.put("cluster_control_plane", "cp.example.com:8005");
    texts.put("cluster_cert", Pem.write(node.chain()));
    texts.put("cluster_cert_key", Pem.write(node.key()));
    texts.put("cluster_ca_cert", Pem.write(List.of(authority.certificate())));
    texts.put("cluster_use_proxy", "on");
    texts.putAll(more);
    SyncSettings settings = SyncSettings.of(Settings.of(texts));
    Credentials credentials =
        new Credentials(
            settings.own(), settings.trust(), null, InstantSource.system(), new SecureRandom());
    ManagedChannel channel = new Dialer(settings, credentials).get();
    CompletableFuture<Status> ended = new CompletableFuture<>();
    try {
      var _ =
          SyncServiceGrpc.newStub(channel)
              .sync(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ToNode message) {}

                    @Override
                    public void onError(Throwable problem) {
                      ended.complete(Status.fromThrowable(problem));
                    }

                    @Override
                    public void onCompleted() {
                      ended.complete(Status.OK);
                    }
                  });
      return ended.get(60, TimeUnit.SECONDS);
    } finally {
      channel.shutdownNow();
    }
  }

  private ConnectProxy proxy(ServerSocketFactory sockets, String authorization) throws IOException {
    return new ConnectProxy(sockets, authorization, server.getPort());
  }

  @Test
  void reachesTheControlPlaneThroughATunnelAndLeavesItsNameToTheProxy() throws Exception {
    try (ConnectProxy proxy = proxy(ServerSocketFactory.getDefault(), BASIC)) {
      Status status =
          dial(Map.of("proxy_server", "http://edge:s3%3Acret@127.0.0.1:" + proxy.port()));
      assertThat(status.getCode()).as("%s", status).isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(proxy.asked).containsExactly("CONNECT cp.example.com:8005 HTTP/1.1");
    }
  }

  @Test
  void aProxyThatRefusesIsNamedWithItsReason() throws Exception {
    try (ConnectProxy proxy = proxy(ServerSocketFactory.getDefault(), BASIC)) {
      String address = "127.0.0.1:" + proxy.port();
      assertThat(Problems.text(dial(Map.of("proxy_server", "http://edge:wrong@" + address))))
          .isEqualTo(
              "the proxy refused the tunnel: 407 Proxy Authentication Required (expected: 200; are"
                  + " user and password in proxy_server right?)");
      proxy.refusal = "403 Forbidden";
      assertThat(Problems.text(dial(Map.of("proxy_server", "http://edge:s3%3Acret@" + address))))
          .isEqualTo(
              "the proxy refused the tunnel: 403 Forbidden (expected: 200; does the proxy allow"
                  + " CONNECT to this host and port?)");
    }
  }

  @Test
  void aProxyThatCantBeReachedIsNamed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(Problems.text(dial(Map.of("proxy_server", "http://127.0.0.1:" + port))))
        .as("the log names the proxy before it")
        .contains("Connection refused");
    assertThat(Problems.text(dial(Map.of("proxy_server", "http://proxy.invalid:3128"))))
        .contains("proxy_server: the host proxy.invalid can't be resolved");
  }

  @Test
  void aProxyOverTlsIsBelievedIfItsAuthorityIsTrustedOrNobodyLooks() throws Exception {
    Authority others = Authority.create("Proxy CA", InstantSource.system(), new SecureRandom());
    CertifiedKey key = others.issueServer(List.of("127.0.0.1"));
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(new KeyManager[] {new LiveKey(() -> key)}, new TrustManager[0], null);
    try (ConnectProxy proxy = proxy(tls.getServerSocketFactory(), BASIC)) {
      Map<String, String> texts = new HashMap<>();
      texts.put("proxy_server", "https://edge:s3%3Acret@127.0.0.1:" + proxy.port());
      Status unverified = dial(texts);
      assertThat(unverified.getCode()).as("%s", unverified).isEqualTo(Status.Code.UNIMPLEMENTED);
      texts.put("proxy_server_ssl_verify", "on");
      assertThat(Problems.text(dial(texts))).containsIgnoringCase("certif");
      texts.put("lua_ssl_trusted_certificate", Pem.write(List.of(others.certificate())));
      Status verified = dial(texts);
      assertThat(verified.getCode()).as("%s", verified).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }
}
