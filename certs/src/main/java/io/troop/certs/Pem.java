package io.troop.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// Certificates and keys as PEM text. *Stateless.*
public final class Pem {

  private static final String BEGIN = "-----BEGIN ";
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /// The PEM text a setting stands for. As in Kong, the value may be the path of a file, the PEM
  /// text itself, or that text in base64.
  ///
  /// @param name the setting's name, for the message
  /// @throws TrustException when it is none of these; the message does not show the value
  public static String text(String name, String value) {
    String stripped = value.strip();
    if (stripped.contains(BEGIN)) {
      // A value that passed through one line of an environment file keeps its "\n" as two letters.
      return stripped.contains("\n") ? stripped : stripped.replace("\\n", "\n");
    }
    try {
      String decoded =
          new String(Base64.getMimeDecoder().decode(stripped), StandardCharsets.US_ASCII);
      if (decoded.contains(BEGIN)) {
        return decoded;
      }
    } catch (IllegalArgumentException _) {
      // Then it is a path.
    }
    try {
      return Files.readString(Path.of(stripped));
    } catch (IOException | InvalidPathException problem) {
      throw new TrustException(
          name
              + ": no PEM text, no base64 of one, and no readable file (expected: one of these): "
              + problem.getClass().getSimpleName(),
          problem);
    }
  }

  /// All certificates in a PEM text, in its order.
  ///
  /// @param name what is read, for the message
  /// @throws TrustException when there is none, or one that can't be read
  public static List<X509Certificate> certificates(String name, String pem) {
    List<X509Certificate> found = new ArrayList<>();
    int at = pem.indexOf(BEGIN);
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      // Whatever stands before the first block is commentary.
      byte[] bytes = (at < 0 ? "" : pem.substring(at)).getBytes(StandardCharsets.US_ASCII);
      for (Certificate certificate :
          factory.generateCertificates(new ByteArrayInputStream(bytes))) {
        found.add((X509Certificate) certificate);
      }
    } catch (CertificateException problem) {
      throw new TrustException(
          name + ": a certificate can't be read (expected: X.509 in PEM): " + problem.getMessage(),
          problem);
    }
    if (found.isEmpty()) {
      throw new TrustException(name + ": no certificate (expected: at least one, in PEM)");
    }
    return List.copyOf(found);
  }

  /// The single certificate of a PEM text.
  ///
  /// @throws TrustException when there is not exactly one
  public static X509Certificate certificate(String name, String pem) {
    List<X509Certificate> all = certificates(name, pem);
    if (all.size() != 1) {
      throw new TrustException(name + ": " + all.size() + " certificates (expected: one)");
    }
    return all.getFirst();
  }

  /// The first private key of a PEM text, in PKCS#8, PKCS#1 or SEC1 form.
  ///
  /// @throws TrustException when there is none, or it is protected by a password
  public static PrivateKey privateKey(String name, String pem) {
    PrivateKey usual = Pkcs8.read(pem);
    if (usual != null) {
      return usual;
    }
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        switch (block) {
          case PrivateKeyInfo plain -> {
            return converter.getPrivateKey(plain);
          }
          case PEMKeyPair pair -> {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
          }
          case PKCS8EncryptedPrivateKeyInfo _ ->
              throw new TrustException(name + ": protected by a password (expected: a plain key)");
          default -> {
            // Parameters or certificates may stand before the key.
          }
        }
      }
    } catch (IOException _) {
      throw new TrustException(
          name + ": the private key can't be read (expected: PEM in PKCS#8, PKCS#1 or SEC1 form)");
    }
    throw new TrustException(name + ": no private key (expected: one, in PEM)");
  }

  /// A key with its certificates from two settings, checked to belong together.
  ///
  /// @throws TrustException when either can't be read or they do not fit
  public static CertifiedKey certifiedKey(
      String certificateName, String certificate, String keyName, String key) {
    CertifiedKey read =
        new CertifiedKey(
            privateKey(keyName, text(keyName, key)),
            certificates(certificateName, text(certificateName, certificate)));
    if (!KeyMatch.fits(read)) {
      throw new TrustException(
          keyName + ": does not belong to the certificate of " + certificateName);
    }
    return read;
  }

  /// The certificates as PEM text, each ending in a line break.
  public static String write(List<X509Certificate> certificates) {
    StringBuilder out = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        block("CERTIFICATE", certificate.getEncoded(), out);
      } catch (CertificateEncodingException problem) {
        throw new TrustException("a certificate can't be encoded", problem);
      }
    }
    return out.toString();
  }

  /// The key as PEM text in PKCS#8 form. A secret.
  public static String write(PrivateKey key) {
    StringBuilder out = new StringBuilder();
    block("PRIVATE KEY", key.getEncoded(), out);
    return out.toString();
  }

  private static void block(String label, byte[] bytes, StringBuilder out) {
    out.append(BEGIN).append(label).append("-----\n");
    out.append(LINES.encodeToString(bytes));
    out.append("\n-----END ").append(label).append("-----\n");
  }
}
