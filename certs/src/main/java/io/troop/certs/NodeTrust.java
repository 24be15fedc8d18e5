package io.troop.certs;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Who may join which control plane, decided by the certificate of the TLS connection. *Immutable
/// and thread-safe*; a change of registrations makes another one.
///
/// Three ways lead in, as in Kong and Konnect: the very certificate is registered (pinned), it
/// chains to an authority of a control plane (`pki`), or it is the shared certificate that the
/// control plane itself uses (`shared`; it is pinned by the caller). A deleted certificate stays
/// out, even if an authority would let it in.
///
/// @param pinned registered certificates and the control planes they belong to
/// @param authorities authorities and the control planes whose nodes they certify
/// @param deleted certificates that were registered once and must not return
/// @param names common names that a certificate of an authority has to have one of, such as
///   `node-1.example.com`, or `*.example.com` for any name right below; empty for any name at all
public record NodeTrust(
    Map<Fingerprint, UUID> pinned,
    Map<X509Certificate, UUID> authorities,
    Set<Fingerprint> deleted,
    Set<String> names) {

  private static final String CLIENT_USAGE = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";

  /// Nobody may join.
  public static final NodeTrust NOBODY = new NodeTrust(Map.of(), Map.of(), Set.of());

  public NodeTrust {
    pinned = Map.copyOf(pinned);
    authorities = Map.copyOf(authorities);
    deleted = Set.copyOf(deleted);
    names = Set.copyOf(names);
  }

  /// Trust that asks for no common names.
  public NodeTrust(
      Map<Fingerprint, UUID> pinned,
      Map<X509Certificate, UUID> authorities,
      Set<Fingerprint> deleted) {
    this(pinned, authorities, deleted, Set.of());
  }

  /// What was decided.
  public sealed interface Decision {}

  /// The node may join.
  ///
  /// @param pinned whether the certificate itself is registered
  public record Accepted(UUID controlPlane, Fingerprint fingerprint, boolean pinned)
      implements Decision {}

  /// The node may not join.
  ///
  /// @param reason for the log, such as "not registered and of no known authority"
  public record Refused(Fingerprint fingerprint, String reason) implements Decision {}

  /// Decides about a certificate whose owner has proved to have its key.
  ///
  /// @param chain the node's certificate first
  public Decision decide(List<X509Certificate> chain, Instant now) {
    X509Certificate leaf = chain.getFirst();
    Fingerprint fingerprint = Fingerprint.of(leaf);
    UUID controlPlane = pinned.get(fingerprint);
    if (controlPlane == null && deleted.contains(fingerprint)) {
      return new Refused(
          fingerprint, "its registration was deleted, or the authority that issued it was retired");
    }
    if (now.isAfter(leaf.getNotAfter().toInstant())) {
      return new Refused(fingerprint, "it expired on " + leaf.getNotAfter().toInstant());
    }
    if (now.isBefore(leaf.getNotBefore().toInstant())) {
      return new Refused(fingerprint, "it is not valid before " + leaf.getNotBefore().toInstant());
    }
    if (controlPlane != null) {
      return new Accepted(controlPlane, fingerprint, true);
    }
    if (!isForClients(leaf)) {
      return new Refused(
          fingerprint, "its extended key usage does not allow client authentication");
    }
    for (Map.Entry<X509Certificate, UUID> authority : authorities.entrySet()) {
      if (chains(chain, authority.getKey(), now)) {
        String name = commonName(leaf);
        if (!isAllowed(name)) {
          return new Refused(
              fingerprint,
              "its common name \"" + name + "\" is not allowed (expected: one of " + names + ")");
        }
        return new Accepted(authority.getValue(), fingerprint, false);
      }
    }
    return new Refused(fingerprint, "it is not registered and of no known authority");
  }

  private boolean isAllowed(String name) {
    int dot = name.indexOf('.');
    return names.isEmpty()
        || names.contains(name)
        || (dot > 0 && names.contains("*" + name.substring(dot)));
  }

  /// The common name of a certificate's subject; empty when it has none.
  public static String commonName(X509Certificate certificate) {
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException _) {
      // Then it has no name that could be allowed.
    }
    return "";
  }

  private static boolean isForClients(X509Certificate leaf) {
    try {
      List<String> usage = leaf.getExtendedKeyUsage();
      return usage == null || usage.contains(CLIENT_USAGE) || usage.contains(ANY_USAGE);
    } catch (CertificateParsingException _) {
      return false;
    }
  }

  private static boolean chains(
      List<X509Certificate> chain, X509Certificate authority, Instant now) {
    List<X509Certificate> path = new ArrayList<>(chain);
    // A path ends below its anchor; a sender may include the anchor.
    path.removeIf(certificate -> certificate.equals(authority));
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return !path.isEmpty();
    } catch (InvalidAlgorithmParameterException problem) {
      throw new TrustException("an authority can't be used as a trust anchor", problem);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
