package io.troop.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/// One certificate in the making. *Confined to the thread that makes it.*
final class Issue {

  /// Extended key usage of a seal: an OID of our own below the arc that UUIDs own.
  static final String SEAL_USAGE = "2.25.162719461377401823559026401182073746915";

  /// A node whose clock is a little behind must accept a fresh certificate.
  private static final Duration BACKDATE = Duration.ofHours(1);

  private record Added(
      ASN1ObjectIdentifier id, boolean critical, org.bouncycastle.asn1.ASN1Object value) {}

  private final X500Name subject;
  private final PublicKey key;
  private final Instant from;
  private final Instant to;
  private final SecureRandom random;
  private final List<Added> extensions = new ArrayList<>();

  Issue(String commonName, PublicKey key, Instant from, Instant to, SecureRandom random) {
    this.subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    this.key = key;
    this.from = from.minus(BACKDATE);
    this.to = to;
    this.random = random;
  }

  Issue authority() {
    add(Extension.basicConstraints, true, new BasicConstraints(0));
    add(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return this;
  }

  Issue server(List<String> names) {
    GeneralName[] general =
        names.stream()
            .map(name ->
                new GeneralName(
                    IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    add(Extension.subjectAlternativeName, false, new GeneralNames(general));
    return leaf(new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth), false);
  }

  Issue client() {
    return leaf(new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth), false);
  }

  Issue seal() {
    ASN1ObjectIdentifier usage = new ASN1ObjectIdentifier(SEAL_USAGE);
    return leaf(new ExtendedKeyUsage(KeyPurposeId.getInstance(usage)), true);
  }

  private Issue leaf(ExtendedKeyUsage usage, boolean critical) {
    add(Extension.basicConstraints, true, new BasicConstraints(false));
    add(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    add(Extension.extendedKeyUsage, critical, usage);
    return this;
  }

  private void add(
      ASN1ObjectIdentifier id, boolean critical, org.bouncycastle.asn1.ASN1Object value) {
    extensions.add(new Added(id, critical, value));
  }

  X509Certificate signedBy(CertifiedKey authority) {
    X500Name issuer = X500Name.getInstance(authority.leaf().getSubjectX500Principal().getEncoded());
    return sign(issuer, authority.key(), authority.leaf().getPublicKey());
  }

  X509Certificate selfSigned(PrivateKey own) {
    return sign(subject, own, key);
  }

  private X509Certificate sign(X500Name issuer, PrivateKey signer, PublicKey signerPublic) {
    try {
      BigInteger serial = new BigInteger(127, random).add(BigInteger.ONE);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer, serial, Date.from(from), Date.from(to), subject, key);
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(signerPublic));
      for (Added extension : extensions) {
        builder.addExtension(extension.id(), extension.critical(), extension.value());
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    } catch (CertificateException
        | OperatorCreationException
        | IOException
        | java.security.NoSuchAlgorithmException problem) {
      throw new TrustException("a certificate for " + subject + " can't be made", problem);
    }
  }
}
