package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.database.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

class AdminTlsIT {

  private static final char[] PASSWORD = "test".toCharArray();

  private final Authority authority =
      Authority.create("test", InstantSource.system(), new SecureRandom());

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpClient client(CertifiedKey own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (own != null) {
      keys.setKeyEntry("own", own.key(), PASSWORD, own.chain().toArray(X509Certificate[]::new));
    }
    KeyManagerFactory manager = KeyManagerFactory.getInstance("PKIX");
    manager.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(manager.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private static int status(HttpClient client, int port, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void servesTlsBesidePlainAndAsksClientsForCertificatesWhenItIsTold() throws Exception {
    int port = freePort();
    CertifiedKey server = authority.issueServer(List.of("localhost"));
    Map<String, String> settings = TestDatabase.settings();
    settings.put("admin_listen", "127.0.0.1:0, 127.0.0.1:" + port + " ssl");
    settings.put("admin_ssl_cert", Pem.write(server.chain()));
    settings.put("admin_ssl_cert_key", Pem.write(server.key()));
    settings.put("nginx_admin_ssl_verify_client", "on");
    settings.put("nginx_admin_ssl_client_certificate", Pem.write(List.of(authority.certificate())));
    int console = freePort();
    settings.put("admin_gui_listen", "127.0.0.1:" + console + " ssl");
    settings.put("admin_gui_ssl_cert", Pem.write(server.chain()));
    settings.put("admin_gui_ssl_cert_key", Pem.write(server.key()));
    try (ControlPlaneForTests control = ControlPlaneForTests.start(settings);
        HttpClient known = client(authority.issueNode("deck"));
        HttpClient unknown = client(null)) {
      assertThat(control.get("/status").status()).isEqualTo(200);
      assertThat(status(known, port, "/status")).isEqualTo(200);
      assertThatThrownBy(() -> status(unknown, port, "/status")).isInstanceOf(IOException.class);
      // People's browsers are asked for none.
      assertThat(status(unknown, console, "/")).isEqualTo(200);
      assertThat(status(unknown, console, "/api/services")).isEqualTo(200);
    }
  }
}
