package io.troop.certs;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/// The public half of a seal with the authority that certified it: what a node learns once and
/// checks every revision against. *Immutable and thread-safe.*
///
/// @param certificate the seal's certificate
/// @param issuer the authority's certificate
public record SealCertificate(X509Certificate certificate, X509Certificate issuer) {

  /// Checks that the authority certified this key, and as a seal.
  ///
  /// @throws TrustException when it did not
  public SealCertificate {
    try {
      certificate.verify(issuer.getPublicKey());
      List<String> usage = certificate.getExtendedKeyUsage();
      if (issuer.getBasicConstraints() < 0 || usage == null || !usage.contains(Issue.SEAL_USAGE)) {
        throw new TrustException(
            certificate.getSubjectX500Principal() + ": not certified as a seal by an authority");
      }
    } catch (GeneralSecurityException problem) {
      throw new TrustException(
          certificate.getSubjectX500Principal()
              + ": not certified by "
              + issuer.getSubjectX500Principal(),
          problem);
    }
  }

  /// The seal that [#pem] wrote.
  ///
  /// @throws TrustException when it is not two certificates, the second certifying the first
  public static SealCertificate parse(String pem) {
    List<X509Certificate> both = Pem.certificates("the seal's certificate", pem);
    if (both.size() != 2) {
      throw new TrustException(
          "the seal's certificate: " + both.size() + " certificates (expected: 2)");
    }
    return new SealCertificate(both.get(0), both.get(1));
  }

  /// Both certificates as PEM text.
  public String pem() {
    return Pem.write(List.of(certificate, issuer));
  }

  /// Whether the signature over these bytes is of this seal.
  public boolean verifies(byte[] payload, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(payload);
      return verifier.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// Whether this seal may take the place of one known before: only the same authority may name a
  /// new one, or one that the seal known before vouched for.
  public boolean maySucceed(SealCertificate known, List<X509Certificate> vouchedFor) {
    return issuer.getPublicKey().equals(known.issuer.getPublicKey()) || vouchedFor.contains(issuer);
  }
}
