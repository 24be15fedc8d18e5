package io.troop.certs.revocation;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Questions to OCSP responders, and what their answers mean (RFC 6960). *Stateless.*
public final class Ocsp {
  /// SHA-1, with null parameters: what names issuers in questions, and nothing else.
  private static final byte[] SHA1 = {0x30, 0x09, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};

  private Ocsp() {}

  /// What to send to a responder to learn about a certificate.
  public static byte[] question(X509Certificate certificate, X509Certificate issuer)
      throws GeneralSecurityException {
    byte[] name = issuer.getSubjectX500Principal().getEncoded();
    // SubjectPublicKeyInfo: the algorithm, then the key as a bit string whose first byte counts
    // unused bits.
    byte[] info = issuer.getPublicKey().getEncoded();
    byte[] bits = Asn1.read(info).getFirst().parts().get(1).content();
    byte[] key = Arrays.copyOfRange(bits, 1, bits.length);
    byte[] id =
        Asn1.of(
            Asn1.SEQUENCE,
            SHA1,
            Asn1.of(Asn1.OCTETS, sha1(name)),
            Asn1.of(Asn1.OCTETS, sha1(key)),
            Asn1.of(Asn1.INTEGER, certificate.getSerialNumber().toByteArray()));
    byte[] requests = Asn1.of(Asn1.SEQUENCE, Asn1.of(Asn1.SEQUENCE, id));
    return Asn1.of(Asn1.SEQUENCE, Asn1.of(Asn1.SEQUENCE, requests));
  }

  /// What a responder's answer says, if the issuer or one it appointed has signed it and its time
  /// is not over.
  public static RevocationStatus status(
      byte[] answer, X509Certificate certificate, X509Certificate issuer, Instant now) {
    try {
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOcspResponses(Map.of(certificate, answer));
      checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
      parameters.addCertPathChecker(checker);
      parameters.setDate(Date.from(now));
      validator.validate(
          CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
          parameters);
      return RevocationStatus.GOOD;
    } catch (CertPathValidatorException told) {
      return told.getReason() == BasicReason.REVOKED
          ? RevocationStatus.REVOKED
          : RevocationStatus.UNKNOWN;
    } catch (GeneralSecurityException unreadable) {
      return RevocationStatus.UNKNOWN;
    }
  }

  private static byte[] sha1(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-1").digest(bytes);
  }
}
