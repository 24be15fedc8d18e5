package io.troop.control.admin;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.certs.TrustException;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/// TLS of the addresses of `admin_listen` and `admin_gui_listen` that say `ssl`: with the
/// certificate of `admin_ssl_cert` or `admin_gui_ssl_cert`, or with one that is made at each start,
/// which clients can't verify. *Immutable.*
public final class AdminTls {

  static final Setting<String> CERT = Setting.text("admin_ssl_cert", null);
  static final Setting<String> CERT_KEY = Setting.secret("admin_ssl_cert_key");
  private static final Setting<String> GUI_CERT = Setting.text("admin_gui_ssl_cert", null);
  private static final Setting<String> GUI_CERT_KEY = Setting.secret("admin_gui_ssl_cert_key");

  /// Kong hands settings of this form on to nginx; these two are what makes clients show a
  /// certificate.
  static final Setting<String> CLIENT_CA = Setting.text("nginx_admin_ssl_client_certificate", null);

  static final Setting<String> VERIFY_CLIENT =
      Setting.oneOf(
          "nginx_admin_ssl_verify_client", "off", "off", "on", "optional", "optional_no_ca");

  // The stores live in memory alone; their password protects nothing.
  private static final String PASSWORD = "memory";

  private final KeyStore own;
  private final Optional<KeyStore> clients;
  private final String verification;

  private AdminTls(KeyStore own, Optional<KeyStore> clients, String verification) {
    this.own = own;
    this.clients = clients;
    this.verification = verification;
  }

  /// Of the Admin API.
  ///
  /// @throws SettingException when a certificate can't be used
  static AdminTls of(Settings settings, InstantSource clock) {
    try {
      return new AdminTls(
          own(settings, CERT, CERT_KEY, clock), clients(settings), verification(settings));
    } catch (GeneralSecurityException problem) {
      throw new SettingException(CLIENT_CA.name() + ": " + problem.getMessage());
    }
  }

  /// Of the console, which people open: it asks no browser for a certificate.
  ///
  /// @throws SettingException when the certificate can't be used
  public static AdminTls ofConsole(Settings settings, InstantSource clock) {
    return new AdminTls(own(settings, GUI_CERT, GUI_CERT_KEY, clock), Optional.empty(), "none");
  }

  private static KeyStore own(
      Settings settings,
      Setting<String> certificate,
      Setting<String> certificateKey,
      InstantSource clock) {
    try {
      CertifiedKey key =
          settings
              .find(certificate)
              .map(cert ->
                  Pem.certifiedKey(
                      certificate.name(),
                      cert,
                      certificateKey.name(),
                      settings.find(certificateKey).orElse("")))
              .orElseGet(() -> generated(clock));
      KeyStore own = store();
      own.setKeyEntry(
          "admin", key.key(), PASSWORD.toCharArray(), key.chain().toArray(X509Certificate[]::new));
      return own;
    } catch (TrustException | GeneralSecurityException problem) {
      throw new SettingException(certificate.name() + ": " + problem.getMessage());
    }
  }

  private static CertifiedKey generated(InstantSource clock) {
    return Authority.create("Troop Admin API", clock, new SecureRandom())
        .issueServer(List.of("localhost"));
  }

  private static String verification(Settings settings) {
    return switch (settings.get(VERIFY_CLIENT)) {
      case "on" -> "required";
      case "optional" -> "optional";
      case "optional_no_ca" -> "optionalNoCA";
      default -> "none";
    };
  }

  private static Optional<KeyStore> clients(Settings settings) throws GeneralSecurityException {
    Optional<String> named = settings.find(CLIENT_CA);
    if (named.isEmpty()) {
      if (!settings.get(VERIFY_CLIENT).equals("off")) {
        throw new SettingException(
            CLIENT_CA.name()
                + ": not set (expected: the certificates of whom clients are trusted by, because "
                + VERIFY_CLIENT.name()
                + " is on)");
      }
      return Optional.empty();
    }
    KeyStore store = store();
    int number = 0;
    for (X509Certificate authority :
        Pem.certificates(CLIENT_CA.name(), Pem.text(CLIENT_CA.name(), named.get()))) {
      store.setCertificateEntry("client-" + number++, authority);
    }
    return Optional.of(store);
  }

  private static KeyStore store() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return store;
  }

  /// Makes a connector speak TLS.
  public void secure(Connector connector) {
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig host = new SSLHostConfig();
    host.setProtocols("TLSv1.2+TLSv1.3");
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystore(own);
    certificate.setCertificateKeystorePassword(PASSWORD);
    certificate.setCertificateKeyAlias("admin");
    host.addCertificate(certificate);
    host.setCertificateVerification(verification);
    clients.ifPresent(host::setTrustStore);
    connector.addSslHostConfig(host);
  }
}
