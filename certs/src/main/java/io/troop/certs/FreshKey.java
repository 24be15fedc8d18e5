package io.troop.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A key (ECDSA P-256) that has no certificate yet. *Immutable.* It never leaves the process that
/// made it: what travels is a request for a certificate.
public final class FreshKey {

  private static final int MOST_BYTES = 64 * 1024;

  private final KeyPair pair;

  private FreshKey(KeyPair pair) {
    this.pair = pair;
  }

  public static FreshKey generate(SecureRandom random) {
    return new FreshKey(Authority.ecKeyPair(random));
  }

  /// A request for a certificate (PKCS#10, in DER), signed with the key to show that it is ours.
  public byte[] request() {
    try {
      return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=node"), pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException | IOException problem) {
      throw new TrustException("a request for a certificate can't be made", problem);
    }
  }

  /// The key that a request is for.
  ///
  /// @throws TrustException when it is no request, or not signed with its own key
  public static PublicKey requested(byte[] request) {
    if (request.length > MOST_BYTES) {
      throw new TrustException(
          "a request for a certificate of "
              + request.length
              + " bytes (expected: up to "
              + MOST_BYTES
              + ")");
    }
    try {
      JcaPKCS10CertificationRequest read = new JcaPKCS10CertificationRequest(request);
      PublicKey key = read.getPublicKey();
      if (!read.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new TrustException("a request for a certificate is not signed with its own key");
      }
      return key;
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException problem) {
      throw new TrustException(
          "a request for a certificate can't be read (expected: PKCS#10 in DER)", problem);
    }
  }

  /// The key with the certificate that was issued for it.
  ///
  /// @throws TrustException when the certificate is for another key
  public CertifiedKey with(List<X509Certificate> chain) {
    CertifiedKey certified = new CertifiedKey(pair.getPrivate(), chain);
    if (!KeyMatch.fits(certified)) {
      throw new TrustException("the certificate issued is not for the key it was asked for");
    }
    return certified;
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "a fresh key";
  }
}
