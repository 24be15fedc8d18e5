package io.troop.clientcert;

import io.troop.plugin.Entities;
import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.schema.Pem;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decides whether certificates are trusted (RFC 5280). *Immutable.*
record Trust(CertificateRules rules) {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  /// What leads from a client's certificate to one that is trusted.
  ///
  /// @param certificates the client's certificate, its issuer, and so on to the trusted one
  /// @param authority the id of the last of them
  record Path(List<X509Certificate> certificates, UUID authority) {}

  /// The path of a client's certificate; null when it leads nowhere.
  ///
  /// @param chain the client's own certificate, and others it sent
  @Nullable Path path(List<X509Certificate> chain, Entities entities, Instant now) {
    Map<X509Certificate, UUID> authorities = new LinkedHashMap<>();
    for (String id : rules.authorities()) {
      CaCertificate found = entities.get(CaCertificate.class, UUID.fromString(id));
      X509Certificate certificate = found == null ? null : certificate(found);
      if (found != null && certificate != null) {
        authorities.put(certificate, found.id());
      }
    }
    Set<TrustAnchor> anchors =
        authorities.keySet().stream()
            .filter(certificate -> rules.allowPartialChain() || isRoot(certificate))
            .map(certificate -> new TrustAnchor(certificate, null))
            .collect(Collectors.toSet());
    if (anchors.isEmpty() || !isForClients(chain.getFirst())) {
      return null;
    }
    try {
      List<X509Certificate> path = path(chain, authorities.keySet(), anchors, now);
      return new Path(path, Objects.requireNonNull(authorities.get(path.getLast())));
    } catch (GeneralSecurityException untrusted) {
      return null;
    }
  }

  private static List<X509Certificate> path(
      List<X509Certificate> chain,
      Set<X509Certificate> authorities,
      Set<TrustAnchor> anchors,
      Instant now)
      throws GeneralSecurityException {
    X509CertSelector leaf = new X509CertSelector();
    leaf.setCertificate(chain.getFirst());
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
    List<X509Certificate> known = new ArrayList<>(chain);
    known.addAll(authorities);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    var path = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
    List<X509Certificate> found = new ArrayList<>();
    path.getCertPath().getCertificates().forEach(link -> found.add((X509Certificate) link));
    found.add(path.getTrustAnchor().getTrustedCert());
    return List.copyOf(found);
  }

  private static @Nullable X509Certificate certificate(CaCertificate entity) {
    try {
      return Pem.certificate(entity.cert());
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      return null; // It could not have been stored.
    }
  }

  private static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      return uses == null || uses.contains(CLIENT_AUTH);
    } catch (GeneralSecurityException unreadable) {
      return false;
    }
  }
}
