package io.troop.proxy;

import io.troop.certs.Pem;
import io.troop.certs.TrustAnchors;
import io.troop.certs.TrustException;
import io.troop.proxy.live.Certificates.Served;
import io.troop.proxy.pipeline.UpstreamTls;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The settings of TLS with services that say nothing of their own. *Stateless.*
final class UpstreamTlsSettings {
  private static final Setting<Boolean> VERIFY =
      Setting.onOff("nginx_proxy_proxy_ssl_verify", false);
  private static final Setting<Integer> DEPTH =
      Setting.integer("nginx_proxy_proxy_ssl_verify_depth", 1, 0, 100);
  // The same for all of nginx's http block, which the locations of the proxy inherit.
  private static final Setting<Boolean> VERIFY_HTTP =
      Setting.onOff("nginx_http_proxy_ssl_verify", false);
  private static final Setting<Integer> DEPTH_HTTP =
      Setting.integer("nginx_http_proxy_ssl_verify_depth", 1, 0, 100);
  private static final Setting<Boolean> CLIENT_SSL = Setting.onOff("client_ssl", false);
  private static final Setting<String> CLIENT_CERT = Setting.text("client_ssl_cert", null);
  private static final Setting<String> CLIENT_KEY = Setting.secret("client_ssl_cert_key");

  private static final Setting<String> TRUSTED =
      Setting.text("nginx_proxy_proxy_ssl_trusted_certificate", null);
  private static final Setting<String> TRUSTED_HTTP =
      Setting.text("nginx_http_proxy_ssl_trusted_certificate", null);

  private UpstreamTlsSettings() {}

  /// Whose certificates are taken of services that name no authorities of their own.
  ///
  /// @param usual whom the node trusts elsewhere
  /// @throws SettingException for an entry that can't be read
  static List<X509Certificate> trusted(Settings settings, List<X509Certificate> usual) {
    Setting<String> set = settings.isSet(TRUSTED.name()) ? TRUSTED : TRUSTED_HTTP;
    if (!settings.isSet(set.name())) {
      return usual;
    }
    try {
      return TrustAnchors.read(set.name(), settings.get(set).strip());
    } catch (TrustException problem) {
      throw new SettingException(String.valueOf(problem.getMessage()));
    }
  }

  /// @throws SettingException for a value that can't be used
  static UpstreamTls.Defaults of(Settings settings) {
    return new UpstreamTls.Defaults(
        settings.get(settings.isSet(VERIFY.name()) ? VERIFY : VERIFY_HTTP),
        settings.get(settings.isSet(DEPTH.name()) ? DEPTH : DEPTH_HTTP),
        client(settings));
  }

  private static @Nullable Served client(Settings settings) {
    if (!settings.get(CLIENT_SSL)) {
      return null;
    }
    if (!settings.isSet(CLIENT_CERT.name()) || !settings.isSet(CLIENT_KEY.name())) {
      throw new SettingException(
          "client_ssl: on needs client_ssl_cert and client_ssl_cert_key (expected: two files or"
              + " texts in PEM)");
    }
    return new Served(
        UUID.randomUUID(),
        Pem.text(CLIENT_CERT.name(), settings.get(CLIENT_CERT)),
        Pem.text(CLIENT_KEY.name(), settings.get(CLIENT_KEY)),
        null,
        null);
  }
}
