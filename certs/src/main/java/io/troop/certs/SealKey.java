package io.troop.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/// The Ed25519 key by which a control plane vouches for its revisions. *Immutable and thread-safe.*
public final class SealKey {

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final CipherParameters signing;

  private SealKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    try {
      this.signing = PrivateKeyFactory.createKey(privateKey.getEncoded());
    } catch (IOException | IllegalArgumentException problem) {
      throw new TrustException("the seal's key can't be read (expected: Ed25519)", problem);
    }
  }

  public static SealKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(255, random);
      KeyPair pair = generator.generateKeyPair();
      return new SealKey(pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException problem) {
      throw new TrustException("this Java has no Ed25519", problem);
    }
  }

  /// The key with these bytes.
  ///
  /// @param privateBytes as [#privateBytes] gave them
  /// @param publicBytes as [#publicBytes] gave them
  public static SealKey of(byte[] privateBytes, byte[] publicBytes) {
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return new SealKey(
          factory.generatePrivate(new PKCS8EncodedKeySpec(privateBytes)),
          factory.generatePublic(new X509EncodedKeySpec(publicBytes)));
    } catch (GeneralSecurityException problem) {
      throw new TrustException("the seal's key can't be read (expected: Ed25519)", problem);
    }
  }

  /// The signature over these bytes.
  public byte[] sign(byte[] payload) {
    // Bouncy Castle signs in a tenth of the time that Java's own provider takes, and every commit
    // of a control plane waits for a signature.
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, signing);
    signer.update(payload, 0, payload.length);
    return signer.generateSignature();
  }

  /// The private key in PKCS#8 form, a secret, to be stored encrypted.
  public byte[] privateBytes() {
    return privateKey.getEncoded();
  }

  /// The public key in X.509 form.
  public byte[] publicBytes() {
    return publicKey.getEncoded();
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public String toString() {
    return "Ed25519 seal";
  }
}
