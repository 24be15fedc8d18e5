package io.troop.plugin.auth;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Digests and message authentication codes by Java's names. To find one among Java's providers
/// takes longer than to digest a short text, so each is looked for once and copied then.
/// *Thread-safe.*
public final class Hashes {
  private static final Map<String, MessageDigest> DIGESTS = new ConcurrentHashMap<>();
  private static final Map<String, Mac> CODES = new ConcurrentHashMap<>();

  private Hashes() {}

  /// A new digest.
  ///
  /// @param algorithm one that every Java has, such as `SHA-256`
  public static MessageDigest digest(String algorithm) {
    try {
      return (MessageDigest) DIGESTS.computeIfAbsent(algorithm, Hashes::findDigest).clone();
    } catch (CloneNotSupportedException e) {
      return findDigest(algorithm);
    }
  }

  private static MessageDigest findDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(algorithm + " (expected: one that every Java has)", e);
    }
  }

  /// The code of a message.
  ///
  /// @param algorithm one that every Java has, such as `HmacSHA256`
  /// @throws InvalidKeyException when the key is none for codes
  public static byte[] code(String algorithm, Key key, byte[] message) throws InvalidKeyException {
    Mac mac;
    try {
      mac = (Mac) CODES.computeIfAbsent(algorithm, Hashes::findCode).clone();
    } catch (CloneNotSupportedException e) {
      mac = findCode(algorithm);
    }
    mac.init(key);
    return mac.doFinal(message);
  }

  private static Mac findCode(String algorithm) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      // Java decides on a provider, without which there is no copy, when it has seen a key.
      mac.init(new SecretKeySpec(new byte[1], algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(algorithm + " (expected: one that every Java has)", e);
    }
  }
}
