package io.troop.proxy.sync;

import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.certs.PinnedServer;
import io.troop.certs.TrustAnchors;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// How a node reaches its control plane, as Kong's settings say it. *Immutable.*
///
/// @param address where the control plane listens
/// @param serverName the name its certificate must be valid for; null for a shared certificate,
///   which is compared as a whole
/// @param own the node's key and certificate
/// @param trust decides about the control plane's certificate
/// @param proxy an HTTP proxy to go through; null for none
/// @param labels the node's labels
public record SyncSettings(
    ControlPlaneAddress address,
    @Nullable String serverName,
    CertifiedKey own,
    X509ExtendedTrustManager trust,
    @Nullable ProxyServer proxy,
    Map<String, String> labels) {

  private static final Setting<String> CONTROL_PLANE =
      Setting.text("cluster_control_plane", "127.0.0.1:8005");
  private static final Setting<String> SERVER_NAME = Setting.text("cluster_server_name", null);
  private static final Setting<String> TELEMETRY = Setting.text("cluster_telemetry_endpoint", null);
  private static final Setting<String> TELEMETRY_NAME =
      Setting.text("cluster_telemetry_server_name", null);
  private static final Setting<String> MTLS =
      Setting.oneOf("cluster_mtls", "shared", "shared", "pki", "pki_check_cn");
  private static final Setting<String> CERT = Setting.text("cluster_cert", null);
  private static final Setting<String> CERT_KEY = Setting.secret("cluster_cert_key");
  private static final Setting<String> CA_CERT = Setting.text("cluster_ca_cert", null);

  /// Whom the node trusts where nothing more particular is configured.
  public static final Setting<String> TRUSTED =
      Setting.text("lua_ssl_trusted_certificate", "system");

  private static final Setting<List<String>> LABELS = Setting.list("cluster_dp_labels", "");
  private static final Setting<Boolean> KONNECT = Setting.onOff("konnect_mode", false);
  private static final Setting<Boolean> USE_PROXY = Setting.onOff("cluster_use_proxy", false);
  private static final Setting<String> PROXY = Setting.secret("proxy_server");
  private static final Setting<Boolean> VERIFY_PROXY =
      Setting.onOff("proxy_server_ssl_verify", false);

  public SyncSettings {
    labels = Map.copyOf(labels);
  }

  /// Reads the settings.
  ///
  /// @throws SettingException when one can't be used
  public static SyncSettings of(Settings settings) {
    int usualPort = settings.get(KONNECT) ? 443 : 8005;
    ControlPlaneAddress address = address(CONTROL_PLANE, settings.get(CONTROL_PLANE), usualPort);
    String certificate = settings.find(CERT).orElse(null);
    String key = settings.find(CERT_KEY).orElse(null);
    if (certificate == null || key == null) {
      throw new SettingException("cluster certificate and key must be provided to use Hybrid mode");
    }
    CertifiedKey own = Pem.certifiedKey(CERT.name(), certificate, CERT_KEY.name(), key);
    boolean shared = settings.get(MTLS).equals("shared");
    return new SyncSettings(
        address,
        shared ? null : settings.find(SERVER_NAME).orElse(address.host()),
        own,
        shared ? new PinnedServer(own.leaf()) : TrustAnchors.trusting(trusted(settings)),
        proxy(settings),
        labels(settings.get(LABELS)));
  }

  /// As [#of]; empty when no certificate is set, and so no control plane is followed.
  ///
  /// @throws SettingException when one can't be used
  public static Optional<SyncSettings> following(Settings settings) {
    return settings.find(CERT).map(_ -> of(settings));
  }

  /// The same for the place that takes telemetry, with the keys that were read and checked for this
  /// one; empty when there is none.
  ///
  /// @throws SettingException when the place can't be used
  public Optional<SyncSettings> telemetry(Settings settings) {
    int usualPort = settings.get(KONNECT) ? 443 : 8006;
    return settings
        .find(TELEMETRY)
        .map(place -> {
          ControlPlaneAddress there = address(TELEMETRY, place, usualPort);
          String name = settings.find(TELEMETRY_NAME).orElse(there.host());
          return new SyncSettings(
              there, serverName == null ? null : name, own, trust, proxy, labels);
        });
  }

  private static ControlPlaneAddress address(Setting<String> setting, String place, int usualPort) {
    ControlPlaneAddress address = ControlPlaneAddress.parse(place, usualPort);
    if (address == null) {
      throw new SettingException(
          setting.name() + ": \"" + place + "\" is not valid (expected: host:port)");
    }
    return address;
  }

  private static List<X509Certificate> trusted(Settings settings) {
    List<X509Certificate> all =
        new ArrayList<>(TrustAnchors.read(TRUSTED.name(), settings.get(TRUSTED)));
    settings
        .find(CA_CERT)
        .ifPresent(ca -> all.addAll(TrustAnchors.read(CA_CERT.name(), List.of(ca))));
    return all;
  }

  private static @Nullable ProxyServer proxy(Settings settings) {
    Supplier<X509ExtendedTrustManager> trust =
        () -> TrustAnchors.trusting(TrustAnchors.read(TRUSTED.name(), settings.get(TRUSTED)));
    Optional<ProxyServer> server =
        settings
            .find(PROXY)
            .map(text -> ProxyServer.parse(text, settings.get(VERIFY_PROXY) ? trust : null));
    if (!settings.get(USE_PROXY)) {
      return null;
    }
    return server.orElseThrow(() ->
        new SettingException(
            "cluster_use_proxy is turned on but no proxy_server is configured (expected: "
                + PROXY.name()
                + " = http://host:port)"));
  }

  /// Where it leads, for messages.
  String uri() {
    return "grpcs://" + address + (proxy == null ? "" : " (through " + proxy + ")");
  }

  private static Map<String, String> labels(List<String> entries) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      if (colon < 1 || colon == entry.length() - 1) {
        throw new SettingException(
            LABELS.name() + ": \"" + entry + "\" is not valid (expected: key:value,key2:value2)");
      }
      labels.put(entry.substring(0, colon), entry.substring(colon + 1));
    }
    return labels;
  }
}
