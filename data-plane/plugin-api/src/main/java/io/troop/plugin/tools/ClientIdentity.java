package io.troop.plugin.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.troop.plugin.schema.Pem;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/// What a client shows in a TLS handshake. *Immutable.*
///
/// @param chain its certificate, and those that lead to an authority
public record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {

  public ClientIdentity {
    chain = List.copyOf(chain);
  }

  /// The identity in these PEM texts.
  ///
  /// @throws GeneralSecurityException when one of them can't be read
  public static ClientIdentity of(String certificates, String key) throws GeneralSecurityException {
    byte[] bytes = certificates.getBytes(US_ASCII);
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate (expected: PEM)");
    }
    return new ClientIdentity(chain, Pem.privateKey(key));
  }

  /// Without the key.
  @Override
  public String toString() {
    return "ClientIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
