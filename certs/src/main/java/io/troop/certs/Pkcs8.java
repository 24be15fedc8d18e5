package io.troop.certs;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Private keys in the form that almost all have, read by the Java platform alone. Bouncy Castle,
/// which reads all forms, costs a node's start a tenth: its hundreds of classes come from signed
/// archives, which are checked at each start and can't be had from a start-up cache. *Stateless.*
final class Pkcs8 {

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private Pkcs8() {}

  /// The first key of a PEM text, if it is a plain one in PKCS#8 form and of an algorithm that Java
  /// knows; null otherwise.
  static @Nullable PrivateKey read(String pem) {
    int at = pem.indexOf(BEGIN);
    int end = pem.indexOf(END, at + 1);
    if (at < 0 || end < 0 || pem.substring(0, at).contains("PRIVATE KEY-----")) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getMimeDecoder().decode(pem.substring(at + BEGIN.length(), end));
    } catch (IllegalArgumentException _) {
      return null;
    }
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(bytes);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException | NoSuchAlgorithmException _) {
        // Of another algorithm, or broken; the other reader says which.
      }
    }
    return null;
  }
}
