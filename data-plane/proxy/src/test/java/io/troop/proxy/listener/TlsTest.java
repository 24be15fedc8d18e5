package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.proxy.live.Certificates;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.live.FixedConfig.TestPeer;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.UpstreamTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TLS with clients and with upstreams.
@Timeout(60)
final class TlsTest {
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Authority authority =
      Authority.create("test", Clock.systemUTC(), new SecureRandom());

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

  private Gateway gateway(FixedConfig config, TlsRules tls, UpstreamTls upstreamTls) {
    return open(
        new Gateway(
            config.live(),
            PipelineSettings.DEFAULT,
            ConnectionRules.DEFAULT,
            tls,
            upstreamTls,
            ""));
  }

  private int tlsPort(TlsRules rules) {
    RawUpstream upstream = open(new RawUpstream(RawUpstream.ECHO));
    FixedConfig config = new FixedConfig().route("/", upstream.port());
    return gateway(config, rules, new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL)).tlsPort();
  }

  private SSLSocket handshake(SSLContext context, int port, String protocol, String cipher)
      throws IOException {
    SSLSocket socket = open((SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port));
    socket.setEnabledProtocols(new String[] {protocol});
    if (cipher != null) {
      socket.setEnabledCipherSuites(new String[] {cipher});
    }
    socket.startHandshake();
    return socket;
  }

  @Test
  void aProfileSaysWhatIsSpoken() throws Exception {
    String weak = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA";
    String strong = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
    int modern = tlsPort(TlsRules.profile("modern"));
    int intermediate = tlsPort(TlsRules.profile("intermediate"));
    int old = tlsPort(TlsRules.profile("old"));
    SSLContext any = Anybody.context();

    assertThat(handshake(any, modern, "TLSv1.3", null).getSession().getProtocol())
        .isEqualTo("TLSv1.3");
    assertThatThrownBy(() -> handshake(any, modern, "TLSv1.2", strong))
        .isInstanceOf(IOException.class);
    assertThat(handshake(any, intermediate, "TLSv1.2", strong).getSession().getCipherSuite())
        .isEqualTo(strong);
    assertThat(handshake(any, intermediate, "TLSv1.3", null).isConnected()).isTrue();
    assertThatThrownBy(() -> handshake(any, intermediate, "TLSv1.2", weak))
        .isInstanceOf(IOException.class);
    assertThat(handshake(any, old, "TLSv1.2", weak).getSession().getCipherSuite()).isEqualTo(weak);
  }

  @Test
  void sessionsAreResumed() throws Exception {
    int port = tlsPort(TlsRules.DEFAULT);
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      SSLContext client = Anybody.context();
      SSLSocket first = handshake(client, port, protocol, null);
      ask(first); // TLS 1.3 hands tickets out behind the handshake.
      SSLSocket second = handshake(client, port, protocol, null);
      assertThat(second.getSession().getCreationTime())
          .as(protocol)
          .isEqualTo(first.getSession().getCreationTime());
    }
  }

  @Test
  void ticketsOfTheLastKeysAreTakenAndOlderOnesAreNot() throws Exception {
    RawUpstream upstream = open(new RawUpstream(RawUpstream.ECHO));
    Gateway gateway =
        gateway(
            new FixedConfig().route("/", upstream.port()),
            TlsRules.DEFAULT,
            new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL));
    SSLContext client = Anybody.context();
    long first = session(client, gateway);

    gateway.acceptor().rotateTickets();
    assertThat(session(client, gateway)).as("by the key before").isEqualTo(first);

    for (int i = 0; i < 5; i++) {
      gateway.acceptor().rotateTickets();
    }
    assertThat(session(client, gateway)).as("by a key that is gone").isNotEqualTo(first);
  }

  /// When the session of another connection began.
  private long session(SSLContext client, Gateway gateway) throws Exception {
    SSLSocket socket = handshake(client, gateway.tlsPort(), "TLSv1.3", null);
    ask(socket);
    return socket.getSession().getCreationTime();
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private RawUpstream secure(CertifiedKey key, boolean asksForCertificate) throws IOException {
    SSLServerSocket server =
        (SSLServerSocket) Anybody.server(key).getServerSocketFactory().createServerSocket(0);
    server.setNeedClientAuth(asksForCertificate);
    return open(
        new RawUpstream(
            server, RawUpstream.fixed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")));
  }

  private static int status(Gateway gateway) throws Exception {
    try (RawClient client = new RawClient(gateway.port())) {
      return client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status();
    }
  }

  @Test
  void anUpstreamIsVerifiedWhenTheServiceSaysSo() throws Exception {
    RawUpstream upstream = secure(authority.issueServer(List.of("localhost")), false);
    var service = FixedConfig.aVerifiedService("localhost", upstream.port());
    var route = FixedConfig.aRoute("/");
    UpstreamTls trusting =
        new UpstreamTls(List.of(authority.certificate()), UpstreamTls.Defaults.USUAL);
    UpstreamTls strangers =
        new UpstreamTls(
            List.of(Authority.create("other", Clock.systemUTC(), new SecureRandom()).certificate()),
            UpstreamTls.Defaults.USUAL);

    assertThat(status(gateway(new FixedConfig().route(route, service), TlsRules.DEFAULT, trusting)))
        .isEqualTo(200);
    assertThat(
            status(gateway(new FixedConfig().route(route, service), TlsRules.DEFAULT, strangers)))
        .isEqualTo(502);
    RawUpstream misnamed = secure(authority.issueServer(List.of("other.example")), false);
    var wrong = FixedConfig.aVerifiedService("localhost", misnamed.port());
    assertThat(status(gateway(new FixedConfig().route(route, wrong), TlsRules.DEFAULT, trusting)))
        .isEqualTo(502);
  }

  @Test
  void aServiceIsVerifiedByItsOwnAuthoritiesUpToItsDepth() throws Exception {
    CertificateChain chain = CertificateChain.of("localhost");
    RawUpstream upstream =
        secure(new CertifiedKey(chain.key().getPrivate(), chain.presented()), false);
    UUID right = UUID.randomUUID();
    UUID wrong = UUID.randomUUID();

    assertThat(statusBy(upstream, chain, List.of(right), 1, right, wrong)).isEqualTo(200);
    assertThat(statusBy(upstream, chain, List.of(right), null, right, wrong)).isEqualTo(200);
    assertThat(statusBy(upstream, chain, List.of(wrong, right), 1, right, wrong)).isEqualTo(200);
    assertThat(statusBy(upstream, chain, List.of(right), 0, right, wrong))
        .as("one authority stands between")
        .isEqualTo(502);
    assertThat(statusBy(upstream, chain, List.of(wrong), 1, right, wrong)).isEqualTo(502);
  }

  private int statusBy(
      RawUpstream upstream,
      CertificateChain chain,
      List<UUID> authorities,
      Integer depth,
      UUID right,
      UUID wrong)
      throws Exception {
    FixedConfig config =
        new FixedConfig()
            .authority(right, Pem.write(List.of(chain.root())))
            .authority(wrong, Pem.write(List.of(authority.certificate())))
            .route(
                FixedConfig.aRoute("/"),
                FixedConfig.aVerifiedService(upstream.port(), authorities, depth));
    return status(
        gateway(config, TlsRules.DEFAULT, new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL)));
  }

  @Test
  void whatAServiceDoesNotSayIsSaidByTheSettings() throws Exception {
    RawUpstream upstream = secure(authority.issueServer(List.of("localhost")), true);
    CertifiedKey shown = authority.issueServer(List.of("gateway"));
    var client =
        new Certificates.Served(
            UUID.randomUUID(), Pem.write(shown.chain()), Pem.write(shown.key()), null, null);
    FixedConfig config =
        new FixedConfig()
            .route(
                FixedConfig.aRoute("/"),
                FixedConfig.aService("https", "localhost", upstream.port(), 0, 30_000));
    List<java.security.cert.X509Certificate> known = List.of(authority.certificate());
    var stranger = Authority.create("other", Clock.systemUTC(), new SecureRandom()).certificate();

    assertThat(
            status(
                gateway(
                    config,
                    TlsRules.DEFAULT,
                    new UpstreamTls(known, new UpstreamTls.Defaults(true, 1, client)))))
        .isEqualTo(200);
    assertThat(
            status(
                gateway(
                    config,
                    TlsRules.DEFAULT,
                    new UpstreamTls(List.of(stranger), new UpstreamTls.Defaults(true, 1, client)))))
        .as("an authority it does not come from")
        .isEqualTo(502);
    assertThat(
            status(
                gateway(
                    config, TlsRules.DEFAULT, new UpstreamTls(known, UpstreamTls.Defaults.USUAL))))
        .as("the upstream asks for a certificate")
        .isEqualTo(502);
  }

  @Test
  void aTargetGetsItsUpstreamsCertificate() throws Exception {
    RawUpstream upstream = secure(authority.issueServer(List.of("localhost")), true);
    UUID id = UUID.randomUUID();
    CertifiedKey shown = authority.issueServer(List.of("gateway"));
    var certificate =
        new Certificates.Served(id, Pem.write(shown.chain()), Pem.write(shown.key()), null, null);
    var service = FixedConfig.aService("https", "127.0.0.1", upstream.port(), 0);
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", upstream.port());
    UpstreamTls tls = new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL);

    FixedConfig showing =
        new FixedConfig()
            .route(FixedConfig.aRoute("/"), service)
            .certificate(certificate)
            .picker((_, _, _) -> new TestPeer(address, "localhost").showing(id));
    assertThat(status(gateway(showing, TlsRules.DEFAULT, tls))).isEqualTo(200);
    FixedConfig hiding = new FixedConfig().route(FixedConfig.aRoute("/"), service);
    assertThat(status(gateway(hiding, TlsRules.DEFAULT, tls))).isEqualTo(502);
  }
}
