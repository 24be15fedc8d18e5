package io.troop.proxy.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.certs.PinnedServer;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class SyncSettingsTest {

  private final Authority authority =
      Authority.create("Test CA", InstantSource.system(), new SecureRandom());
  private final CertifiedKey node = authority.issueNode("node");
  private final Map<String, String> texts =
      new HashMap<>(
          Map.of(
              "cluster_mtls", "pki",
              "cluster_cert", Pem.write(node.chain()),
              "cluster_cert_key", Pem.write(node.key())));

  private SyncSettings read() {
    return SyncSettings.of(Settings.of(texts));
  }

  @Test
  void theUsualPortIs8005AndInKonnectModeThatOfHttps() {
    texts.put("cluster_control_plane", "cp.example.com");
    assertThat(read().address()).isEqualTo(new ControlPlaneAddress("cp.example.com", 8005));
    texts.put("konnect_mode", "on");
    assertThat(read().address()).isEqualTo(new ControlPlaneAddress("cp.example.com", 443));
    texts.put("cluster_control_plane", "[::1]:9000");
    assertThat(read().address()).isEqualTo(new ControlPlaneAddress("::1", 9000));
  }

  @Test
  void expectsTheServersNameOrElseTheHost() {
    texts.put("cluster_control_plane", "10.0.0.1:443");
    assertThat(read().serverName()).isEqualTo("10.0.0.1");
    texts.put("cluster_server_name", "cp.example.com");
    assertThat(read().serverName()).isEqualTo("cp.example.com");
    texts.put("cluster_mtls", "shared");
    assertThat(read().serverName()).isNull();
    assertThat(read().trust()).isInstanceOf(PinnedServer.class);
  }

  @Test
  void tellsOfTrafficElsewhereWithTheSameKeys() {
    SyncSettings settings = read();
    assertThat(settings.telemetry(Settings.of(texts))).isEmpty();
    texts.put("cluster_telemetry_endpoint", "tp.example.com");
    SyncSettings telemetry = settings.telemetry(Settings.of(texts)).orElseThrow();
    assertThat(telemetry.address()).isEqualTo(new ControlPlaneAddress("tp.example.com", 8006));
    assertThat(telemetry.serverName()).isEqualTo("tp.example.com");
    assertThat(telemetry.own()).isSameAs(settings.own());
    assertThat(telemetry.trust()).isSameAs(settings.trust());
    texts.put("cluster_telemetry_server_name", "names.example.com");
    assertThat(settings.telemetry(Settings.of(texts)).orElseThrow().serverName())
        .isEqualTo("names.example.com");
    texts.put("cluster_mtls", "shared");
    assertThat(read().telemetry(Settings.of(texts)).orElseThrow().serverName()).isNull();
  }

  @Test
  void followsNobodyWithoutACertificate() {
    assertThat(SyncSettings.following(Settings.of(texts))).isPresent();
    assertThat(SyncSettings.following(Settings.of(Map.of()))).isEmpty();
  }

  @Test
  void trustsTheSystemAndTheGivenAuthority() {
    byte[] ca = Pem.write(List.of(authority.certificate())).getBytes(StandardCharsets.US_ASCII);
    texts.put("cluster_ca_cert", Base64.getEncoder().encodeToString(ca));
    X509TrustManager trust = (X509TrustManager) read().trust();
    assertThat(trust.getAcceptedIssuers()).contains(authority.certificate()).hasSizeGreaterThan(1);
  }

  @Test
  void readsLabels() {
    texts.put("cluster_dp_labels", "zone:a,owner:team:x");
    assertThat(read().labels()).isEqualTo(Map.of("zone", "a", "owner", "team:x"));
    texts.put("cluster_dp_labels", "zone");
    assertThatThrownBy(this::read)
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("cluster_dp_labels");
  }

  @Test
  void saysWhatIsMissingInKongsWords() {
    texts.remove("cluster_cert_key");
    assertThatThrownBy(this::read)
        .hasMessage("cluster certificate and key must be provided to use Hybrid mode");
  }

  @Test
  void refusesAnAddressThatIsNone() {
    for (String wrong : List.of("https://cp.example.com", "cp:port", "cp:0", ":8005", "[::1")) {
      texts.put("cluster_control_plane", wrong);
      assertThatThrownBy(this::read)
          .as(wrong)
          .isInstanceOf(SettingException.class)
          .hasMessageContaining("expected: host:port");
    }
  }

  @Test
  void readsTheProxyWithItsAccount() {
    texts.put("proxy_server", "http://us%40er:p%3Ass+w@proxy.example.com:3128");
    assertThat(read().proxy()).as("only if it is wanted").isNull();
    texts.put("cluster_use_proxy", "on");
    assertThat(read().proxy())
        .isEqualTo(new ProxyServer(false, "proxy.example.com", 3128, null, "us@er", "p:ss+w"));
    assertThat(read().uri()).endsWith("(through http://proxy.example.com:3128)");
    texts.put("proxy_server", "https://[::1]");
    texts.put("proxy_server_ssl_verify", "on");
    assertThat(read().proxy().port()).as("Kong's").isEqualTo(443);
    assertThat(read().proxy().host()).isEqualTo("::1");
    assertThat(read().proxy().trust()).isNotNull();
  }

  @Test
  void saysWhatIsWrongWithAProxyInKongsWordsAndWithoutItsPassword() {
    texts.put("cluster_use_proxy", "on");
    assertThatThrownBy(this::read)
        .hasMessageStartingWith("cluster_use_proxy is turned on but no proxy_server is configured");
    Map<String, String> wrong =
        Map.of(
            "//user:secret@host:1", "proxy_server missing scheme",
            "socks5://user:secret@host:1",
                "proxy_server only supports \"http\" and \"https\", got socks5",
            "http:///path", "proxy_server missing host",
            "http://user:secret@host:1?a=b",
                "fragments, query strings or parameters are meaningless in proxy configuration",
            "http://user:sec ret@host", "proxy_server is invalid: ");
    wrong.forEach((text, message) -> {
      texts.put("proxy_server", text);
      assertThatThrownBy(this::read)
          .as(text)
          .isInstanceOf(SettingException.class)
          .hasMessageStartingWith(message)
          .hasMessageNotContaining("sec");
    });
  }

  @Test
  void waitsARandomTimeWithinTheHint() {
    Random random = new Random(1);
    Retry retry = Retry.hinted(100, 900);
    for (int i = 0; i < 1000; i++) {
      assertThat(retry.pick(random)).isBetween(Duration.ofMillis(100), Duration.ofMillis(900));
    }
    assertThat(Retry.hinted(900, 100)).isEqualTo(Retry.USUAL);
    assertThat(Retry.hinted(0, Long.MAX_VALUE).most()).isEqualTo(Duration.ofMinutes(10));
  }
}
