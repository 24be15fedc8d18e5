package io.troop.certs.revocation;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;

/// A list of revoked certificates (RFC 5280, 5). *Immutable.*
public record RevocationList(X509CRL list) {
  private static final String ISSUING_POINT = "2.5.29.28";
  private static final int CRL_SIGN = 6;

  /// onlySomeReasons, indirectCRL and onlyContainsAttributeCerts: lists that are not whole.
  private static final Set<Integer> PARTIAL = Set.of(0x83, 0x84, 0x85);

  /// @throws GeneralSecurityException for bytes that are no list in DER or PEM
  public static RevocationList read(byte[] bytes) throws GeneralSecurityException {
    return new RevocationList(
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes)));
  }

  /// What it says about a certificate of the issuer; nothing when it is not the issuer's, or not
  /// for this time.
  public RevocationStatus status(X509Certificate certificate, X509Certificate issuer, Instant now) {
    if (!isUsable(issuer, now)) {
      return RevocationStatus.UNKNOWN;
    }
    return list.getRevokedCertificate(certificate.getSerialNumber()) == null
        ? RevocationStatus.GOOD
        : RevocationStatus.REVOKED;
  }

  /// Whether its time has begun and not ended.
  public boolean isFor(Instant now) {
    return !list.getThisUpdate().toInstant().isAfter(now)
        && (list.getNextUpdate() == null || list.getNextUpdate().toInstant().isAfter(now));
  }

  private boolean isUsable(X509Certificate issuer, Instant now) {
    boolean[] uses = issuer.getKeyUsage();
    if (!isFor(now)
        || !list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || (uses != null && !uses[CRL_SIGN])) {
      return false;
    }
    try {
      list.verify(issuer.getPublicKey());
      return isWhole();
    } catch (GeneralSecurityException notTheIssuers) {
      return false;
    }
  }

  /// Whether it tells of all the issuer's certificates and all reasons.
  private boolean isWhole() throws GeneralSecurityException {
    Set<String> critical = list.getCriticalExtensionOIDs();
    if (critical == null || critical.isEmpty()) {
      return true;
    }
    if (!critical.equals(Set.of(ISSUING_POINT))) {
      return false;
    }
    byte[] point = Asn1.read(list.getExtensionValue(ISSUING_POINT)).getFirst().content();
    return Asn1.read(point).getFirst().parts().stream()
        .noneMatch(part -> PARTIAL.contains(part.tag() & ~0x20));
  }
}
