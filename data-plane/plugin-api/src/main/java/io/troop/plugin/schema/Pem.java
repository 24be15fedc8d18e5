package io.troop.plugin.schema;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Certificates and keys in PEM format, as far as checking them needs. *Stateless.*
public final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448", "X25519");

  private Pem() {}

  /// The first certificate of a text.
  ///
  /// @throws GeneralSecurityException when there is none
  public static X509Certificate certificate(String pem) throws GeneralSecurityException {
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      throw new CertificateException("no PEM block CERTIFICATE found");
    }
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes));
  }

  /// The private key of a text: PKCS #8, or the older forms of RSA and EC keys.
  ///
  /// @throws GeneralSecurityException when there is none that can be read
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      switch (block.group(1)) {
        case "PRIVATE KEY" -> {
          return pkcs8(der);
        }
        case "RSA PRIVATE KEY" -> {
          return pkcs8(Der.pkcs8OfRsa(der));
        }
        case "EC PRIVATE KEY" -> {
          return pkcs8(Der.pkcs8OfEc(der));
        }
        default -> {} // such as EC PARAMETERS, which stand before the key
      }
    }
    throw new GeneralSecurityException("no PEM block PRIVATE KEY found");
  }

  /// The public key of a text, or of a certificate in it.
  ///
  /// @throws GeneralSecurityException when there is none that can be read
  public static PublicKey publicKey(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      switch (block.group(1)) {
        case "PUBLIC KEY" -> {
          return publicKey(der);
        }
        case "RSA PUBLIC KEY" -> {
          return publicKey(Der.spkiOfRsa(der));
        }
        case "CERTIFICATE" -> {
          return certificate(pem).getPublicKey();
        }
        default -> {} // the key may stand behind something else
      }
    }
    throw new GeneralSecurityException("no PEM block PUBLIC KEY found");
  }

  private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // the next algorithm may know it
      }
    }
    throw new GeneralSecurityException("unsupported public key");
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // the next algorithm may know it
      }
    }
    throw new GeneralSecurityException("unsupported private key");
  }

  /// Whether a signature of the one can be verified with the other.
  public static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      byte[] probe = "troop".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // keys of different kinds
    }
  }

  static @Nullable String certificateProblem(String pem) {
    try {
      certificate(pem);
      return null;
    } catch (GeneralSecurityException e) {
      return "invalid certificate: " + e.getMessage();
    }
  }

  static @Nullable String keyProblem(String pem) {
    try {
      privateKey(pem);
      return null;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return "invalid key: " + e.getMessage();
    }
  }
}
