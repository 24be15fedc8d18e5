package io.troop.certs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// The SHA-256 digest of a certificate's DER bytes, as 64 lower-case hexadecimal digits.
/// *Immutable.*
public record Fingerprint(String hex) {

  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException | CertificateEncodingException problem) {
      throw new TrustException("a certificate's fingerprint can't be computed", problem);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
