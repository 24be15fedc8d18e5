package io.troop.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The certificate authority of one control plane (ECDSA P-256). *Immutable and thread-safe.*
///
/// It issues the cluster's server certificate, node certificates and the certificate of the seal.
/// Each kind carries its own extended key usage, so none can stand in for another.
public final class Authority {

  /// How long an authority is valid.
  public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

  /// How long a node's certificate is valid; Konnect's generated ones live ten years, too.
  public static final Duration NODE_LIFE = Duration.ofDays(3650);

  /// How long a server certificate is valid; it is renewed while the control plane runs.
  public static final Duration SERVER_LIFE = Duration.ofDays(90);

  private final CertifiedKey own;
  private final InstantSource clock;
  private final SecureRandom random;

  private Authority(CertifiedKey own, InstantSource clock, SecureRandom random) {
    this.own = own;
    this.clock = clock;
    this.random = random;
  }

  /// A new authority with a key of its own.
  ///
  /// @param name the common name, such as `Troop CA of default`
  public static Authority create(String name, InstantSource clock, SecureRandom random) {
    KeyPair pair = ecKeyPair(random);
    Instant now = clock.instant();
    X509Certificate certificate =
        new Issue(name, pair.getPublic(), now, now.plus(AUTHORITY_LIFE), random)
            .authority()
            .selfSigned(pair.getPrivate());
    return new Authority(new CertifiedKey(pair.getPrivate(), List.of(certificate)), clock, random);
  }

  /// The authority with this key, as it was stored.
  ///
  /// @throws TrustException when the certificate is not that of an authority
  public static Authority of(CertifiedKey own, InstantSource clock, SecureRandom random) {
    if (own.leaf().getBasicConstraints() < 0) {
      throw new TrustException(
          own.leaf().getSubjectX500Principal() + ": no authority (expected: a CA certificate)");
    }
    return new Authority(own, clock, random);
  }

  /// The authority's certificate, for those who trust it.
  public X509Certificate certificate() {
    return own.leaf();
  }

  /// Its key and certificate, to be stored encrypted.
  public CertifiedKey secret() {
    return own;
  }

  /// A server certificate with a new key.
  ///
  /// @param names DNS names and IP addresses it is valid for; the first is the common name
  public CertifiedKey issueServer(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a server certificate without names (expected: a name)");
    }
    KeyPair pair = ecKeyPair(random);
    Issue issue = issue(names.getFirst(), pair.getPublic(), SERVER_LIFE).server(names);
    return certified(pair, issue);
  }

  /// A node's certificate with a new key.
  public CertifiedKey issueNode(String commonName) {
    return issueNode(commonName, NODE_LIFE);
  }

  /// A node's certificate with a new key, valid for so long.
  public CertifiedKey issueNode(String commonName, Duration life) {
    KeyPair pair = ecKeyPair(random);
    return certified(pair, issue(commonName, pair.getPublic(), life).client());
  }

  /// A node's certificate, valid for so long, for a key that the node keeps to itself.
  public X509Certificate certifyNode(String commonName, PublicKey key, Duration life) {
    return issue(commonName, key, life).client().signedBy(own);
  }

  /// Whether an authority signed a certificate.
  ///
  /// @param authority the certificate of the authority
  public static boolean hasIssued(X509Certificate authority, X509Certificate certificate) {
    if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /// The certificate of a seal.
  public SealCertificate certify(SealKey seal) {
    X509Certificate certificate =
        issue("Troop revisions", seal.publicKey(), AUTHORITY_LIFE).seal().signedBy(own);
    return new SealCertificate(certificate, own.leaf());
  }

  private CertifiedKey certified(KeyPair pair, Issue issue) {
    return new CertifiedKey(pair.getPrivate(), List.of(issue.signedBy(own), own.leaf()));
  }

  /// Never valid for longer than the authority itself.
  private Issue issue(String name, PublicKey key, Duration life) {
    Instant now = clock.instant();
    Instant end = now.plus(life);
    Instant last = own.leaf().getNotAfter().toInstant();
    return new Issue(name, key, now, end.isAfter(last) ? last : end, random);
  }

  static KeyPair ecKeyPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException problem) {
      throw new TrustException("this Java has no ECDSA P-256", problem);
    }
  }
}
