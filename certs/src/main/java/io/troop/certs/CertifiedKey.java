package io.troop.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A private key with its certificate and those that lead to the root. *Immutable.*
///
/// @param chain the key's own certificate first; never empty
public record CertifiedKey(PrivateKey key, List<X509Certificate> chain) {

  public CertifiedKey {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a key without certificate (expected: at least one)");
    }
  }

  /// The key's own certificate.
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /// Names the certificate; never shows the key.
  @Override
  public String toString() {
    return "key of " + leaf().getSubjectX500Principal().getName();
  }
}
