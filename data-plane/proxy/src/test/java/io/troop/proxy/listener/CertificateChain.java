package io.troop.proxy.listener;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A server's certificate with an authority between it and the root.
///
/// @param presented what the server sends: its own certificate and the one in between
record CertificateChain(X509Certificate root, List<X509Certificate> presented, KeyPair key) {
  private static final SecureRandom RANDOM = new SecureRandom();

  static CertificateChain of(String host) {
    try {
      KeyPair root = keys();
      KeyPair between = keys();
      KeyPair server = keys();
      X509Certificate rootCertificate = signed("root", root, "root", root, null);
      X509Certificate middle = signed("between", between, "root", root, null);
      X509Certificate own = signed("server", server, "between", between, host);
      return new CertificateChain(rootCertificate, List.of(own, middle), server);
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256, RANDOM);
    return generator.generateKeyPair();
  }

  private static X509Certificate signed(
      String name, KeyPair key, String issuer, KeyPair issuerKey, String host)
      throws CertificateException, OperatorCreationException, CertIOException {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + issuer),
            new BigInteger(64, RANDOM).abs().add(BigInteger.ONE),
            Date.from(now.minusSeconds(3600)),
            Date.from(now.plusSeconds(86_400)),
            new X500Name("CN=" + name),
            key.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host == null));
    if (host != null) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    }
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
