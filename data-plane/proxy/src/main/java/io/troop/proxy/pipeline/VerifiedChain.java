package io.troop.proxy.pipeline;

import java.security.GeneralSecurityException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;

/// Verifies chains of certificates up to given authorities. *Stateless.*
final class VerifiedChain {

  private VerifiedChain() {}

  /// @param depth how many authorities may stand between a certificate and a trusted one
  /// @throws GeneralSecurityException when there are no authorities
  static TrustManagerFactory factory(Collection<X509Certificate> authorities, int depth)
      throws GeneralSecurityException {
    Set<TrustAnchor> anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    PKIXBuilderParameters rules = new PKIXBuilderParameters(anchors, new X509CertSelector());
    rules.setRevocationEnabled(false);
    rules.setMaxPathLength(depth);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(rules));
    return factory;
  }
}
