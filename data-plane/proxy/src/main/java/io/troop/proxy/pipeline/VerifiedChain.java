package io.troop.proxy.pipeline;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/// Verifies chains of certificates up to given authorities, with a limit to their length. The
/// platform's verification minds that limit only when it looks for certificates itself, so it is
/// counted here. *Immutable.*
final class VerifiedChain extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager platform;
  private final Set<X500Principal> authorities;
  private final int depth;

  private VerifiedChain(
      X509ExtendedTrustManager platform, Set<X500Principal> authorities, int depth) {
    this.platform = platform;
    this.authorities = authorities;
    this.depth = depth;
  }

  /// @param depth how many authorities may stand between a certificate and a trusted one
  /// @throws GeneralSecurityException when there are no authorities
  static TrustManager of(Collection<X509Certificate> authorities, int depth)
      throws GeneralSecurityException {
    Set<TrustAnchor> anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    PKIXBuilderParameters rules = new PKIXBuilderParameters(anchors, new X509CertSelector());
    rules.setRevocationEnabled(false);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(rules));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager platform) {
        Set<X500Principal> names =
            authorities.stream()
                .map(X509Certificate::getSubjectX500Principal)
                .collect(Collectors.toSet());
        return new VerifiedChain(platform, names, depth);
      }
    }
    throw new GeneralSecurityException("the platform verifies no chains");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    platform.checkServerTrusted(chain, type, engine);
    checkDepth(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    platform.checkServerTrusted(chain, type, socket);
    checkDepth(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    platform.checkServerTrusted(chain, type);
    checkDepth(chain);
  }

  /// From the certificate up to the first one that a trusted authority made.
  private void checkDepth(X509Certificate[] chain) throws CertificateException {
    X509Certificate at = chain[0];
    int between = 0;
    while (!authorities.contains(at.getIssuerX500Principal())) {
      X500Principal issuer = at.getIssuerX500Principal();
      if (authorities.contains(at.getSubjectX500Principal())) {
        return; // It is trusted itself.
      }
      at = named(chain, issuer);
      if (++between > depth) {
        throw new CertificateException(
            "more than " + depth + " authorities stand between the certificate and a trusted one");
      }
    }
  }

  private static X509Certificate named(X509Certificate[] chain, X500Principal name)
      throws CertificateException {
    return List.of(chain).stream()
        .filter(each -> each.getSubjectX500Principal().equals(name))
        .findFirst()
        .orElseThrow(() -> new CertificateException("the chain lacks " + name));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    platform.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    platform.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    platform.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return platform.getAcceptedIssuers();
  }
}
