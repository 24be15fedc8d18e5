package io.troop.plugins.oauth2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Digests of secrets in the form Kong stores them: PBKDF2 in the PHC string format. *Stateless.*
/// Each takes milliseconds of computing, so none belongs on an event loop.
final class SecretDigest {
  private static final int ITERATIONS = 10_000;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final Pattern PHC =
      Pattern.compile("\\$pbkdf2-sha512\\$i=(\\d{1,7}),l=(\\d{1,3})\\$([^$]+)\\$([^$]+)");

  private SecretDigest() {}

  /// A digest with a salt of its own.
  static String of(String secret) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    byte[] hash = derive(secret, salt, ITERATIONS, HASH_BYTES);
    return "$pbkdf2-sha512$i=%d,l=%d$%s$%s"
        .formatted(
            ITERATIONS, HASH_BYTES, BASE64.encodeToString(salt), BASE64.encodeToString(hash));
  }

  /// Whether this is the digest of the secret.
  static boolean matches(String secret, String digest) {
    Matcher phc = PHC.matcher(digest);
    if (!phc.matches()) {
      return false;
    }
    byte[] salt = Base64.getDecoder().decode(phc.group(3));
    int length = Integer.parseInt(phc.group(2));
    byte[] hash = derive(secret, salt, Integer.parseInt(phc.group(1)), length);
    return MessageDigest.isEqual(
        BASE64.encodeToString(hash).getBytes(US_ASCII), phc.group(4).getBytes(US_ASCII));
  }

  private static byte[] derive(String secret, byte[] salt, int iterations, int bytes) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
          .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, iterations, bytes * 8))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2", e);
    }
  }
}
