package io.troop.control.fleet;

import io.troop.certs.CertifiedKey;
import io.troop.certs.Fingerprint;
import io.troop.certs.NodeTrust;
import io.troop.certs.Pem;
import io.troop.control.ListenAddress;
import io.troop.settings.Setting;
import io.troop.settings.SettingException;
import io.troop.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How nodes reach this control plane and whom the operator trusts, as Kong's settings say it.
/// *Immutable.*
///
/// @param own the operator's server certificate; null for one of our own authority
/// @param shared whether nodes present the very same certificate
/// @param authorities what certifies nodes, by the operator's word
/// @param commonNames what nodes that an authority certifies may be called; empty for anything
/// @param serverNames names that a server certificate of our own is valid for
/// @param purgeDelay a node unseen for so long is forgotten
/// @param mostBytes the largest message that a Kong node may send
/// @param ocsp whether authorities are asked if they revoked a node's certificate
public record ClusterSettings(
    List<ListenAddress> listen,
    List<ListenAddress> telemetryListen,
    @Nullable CertifiedKey own,
    boolean shared,
    List<X509Certificate> authorities,
    Set<String> commonNames,
    List<String> serverNames,
    Duration purgeDelay,
    int mostBytes,
    OcspMode ocsp) {

  /// Kong's `cluster_ocsp`.
  public enum OcspMode {
    /// Nobody is asked.
    OFF,
    /// A node joins only if its authority says that its certificate is good.
    ON,
    /// A node joins unless its authority says otherwise.
    OPTIONAL
  }

  /// When the cluster's listeners start, in Spring's order: after everything they need.
  public static final int PHASE = 1000;

  private static final Setting<List<ListenAddress>> LISTEN =
      ListenAddress.setting("cluster_listen", "0.0.0.0:8005");
  private static final Setting<List<ListenAddress>> TELEMETRY_LISTEN =
      ListenAddress.setting("cluster_telemetry_listen", "0.0.0.0:8006");
  private static final Setting<String> MTLS =
      Setting.oneOf("cluster_mtls", "shared", "shared", "pki", "pki_check_cn");
  private static final Setting<String> CERT = Setting.text("cluster_cert", null);
  private static final Setting<String> CERT_KEY = Setting.secret("cluster_cert_key");
  private static final Setting<String> CA_CERT = Setting.text("cluster_ca_cert", null);
  private static final Setting<List<String>> SERVER_NAMES =
      Setting.list("cluster_server_names", "");
  private static final Setting<List<String>> COMMON_NAMES =
      Setting.list("cluster_allowed_common_names", "");
  private static final Setting<Integer> PURGE_DELAY =
      Setting.integer("cluster_data_plane_purge_delay", 1209600, 60, Integer.MAX_VALUE);
  private static final Setting<String> OCSP =
      Setting.oneOf("cluster_ocsp", "off", "off", "on", "optional");
  private static final Setting<Integer> MOST_BYTES =
      Setting.integer("cluster_max_payload", 16 * 1024 * 1024, 4 * 1024 * 1024, Integer.MAX_VALUE);

  /// Reads the settings.
  ///
  /// @throws io.troop.settings.SettingException when one can't be used
  /// @throws io.troop.certs.TrustException when a certificate or key can't be read
  public static ClusterSettings of(Settings settings) {
    Optional<String> certificate = settings.find(CERT);
    Optional<String> key = settings.find(CERT_KEY);
    CertifiedKey own =
        certificate.isPresent() && key.isPresent()
            ? Pem.certifiedKey(CERT.name(), certificate.get(), CERT_KEY.name(), key.get())
            : null;
    List<X509Certificate> authorities =
        settings
            .find(CA_CERT)
            .map(ca -> Pem.certificates(CA_CERT.name(), Pem.text(CA_CERT.name(), ca)))
            .orElse(List.of());
    return new ClusterSettings(
        settings.get(LISTEN),
        settings.get(TELEMETRY_LISTEN),
        own,
        own != null && settings.get(MTLS).equals("shared"),
        authorities,
        commonNames(settings, own),
        names(settings.get(SERVER_NAMES)),
        Duration.ofSeconds(settings.get(PURGE_DELAY)),
        settings.get(MOST_BYTES),
        OcspMode.valueOf(settings.get(OCSP).toUpperCase(Locale.ROOT)));
  }

  /// Kong's rule of `pki_check_cn`: the names that are listed or, without a list, every name with
  /// the parent domain of the control plane's own certificate.
  private static Set<String> commonNames(Settings settings, @Nullable CertifiedKey own) {
    if (!settings.get(MTLS).equals("pki_check_cn")) {
      return Set.of();
    }
    List<String> listed = settings.get(COMMON_NAMES);
    if (!listed.isEmpty()) {
      return Set.copyOf(listed);
    }
    String name = own == null ? "" : NodeTrust.commonName(own.leaf());
    int dot = name.indexOf('.');
    if (dot < 1) {
      throw new SettingException(
          "cluster_mtls: \"pki_check_cn\" needs a parent domain, and the common name of cluster_cert"
              + " is \""
              + name
              + "\" (expected: a name such as cp.example.com, or"
              + " cluster_allowed_common_names)");
    }
    return Set.of("*" + name.substring(dot));
  }

  private static List<String> names(List<String> given) {
    Set<String> names = new LinkedHashSet<>(given);
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException _) {
      // Then nobody reaches this machine by its name.
    }
    names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    return new ArrayList<>(names);
  }

  /// What these settings trust: the shared certificate, or who the authorities certify. Such nodes
  /// belong to the first control plane.
  NodeTrust trust(UUID controlPlane) {
    Map<Fingerprint, UUID> pinned = new HashMap<>();
    CertifiedKey key = own;
    if (shared && key != null) {
      pinned.put(Fingerprint.of(key.leaf()), controlPlane);
    }
    Map<X509Certificate, UUID> trusted = new HashMap<>();
    if (!shared) {
      authorities.forEach(authority -> trusted.put(authority, controlPlane));
    }
    return new NodeTrust(pinned, trusted, Set.of(), commonNames);
  }
}
