package io.troop.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.certs.Authority;
import io.troop.certs.Pem;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Directives that Kong would write into its nginx configuration.
final class InjectedDirectivesTest {
  private static final List<X509Certificate> USUAL = authority();

  private static List<X509Certificate> authority() {
    return Authority.create("test", Clock.systemUTC(), new SecureRandom())
        .issueServer(List.of("localhost"))
        .chain();
  }

  private static List<X509Certificate> trusted(Map<String, String> settings) {
    return UpstreamTlsSettings.trusted(Settings.of(settings), USUAL);
  }

  @Test
  void whoeverSetsOneWithoutEffectIsTold() {
    Settings settings =
        Settings.of(
            Map.of(
                "nginx_proxy_proxy_buffering", "off",
                "nginx_http_gzip", "on",
                "nginx_http_client_max_body_size", "1m",
                "nginx_http_lua_regex_match_limit", "1",
                "nginx_worker_processes", "1",
                "nginx_admin_client_max_body_size", "1m"));

    assertThat(InjectedDirectives.withoutEffect(settings))
        .containsExactly("nginx_http_gzip", "nginx_proxy_proxy_buffering");
  }

  @Test
  void authoritiesOfServicesMayBeOthersThanElsewhere() {
    List<X509Certificate> own = authority();
    String pem = Pem.write(own);

    assertThat(trusted(Map.of())).isEqualTo(USUAL);
    assertThat(trusted(Map.of("nginx_proxy_proxy_ssl_trusted_certificate", pem)))
        .containsExactlyElementsOf(own);
    assertThat(trusted(Map.of("nginx_http_proxy_ssl_trusted_certificate", pem)))
        .containsExactlyElementsOf(own);
  }

  @Test
  void authoritiesThatCannotBeReadStopTheStart() {
    String name = "nginx_proxy_proxy_ssl_trusted_certificate";

    assertThatThrownBy(() -> trusted(Map.of(name, "/no/such/file.pem")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(name);
  }
}
