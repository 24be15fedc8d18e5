package io.troop.control.governance.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes passwords and tokens, hashes them and compares them. *Thread-safe.*
///
/// A hash says how it was made, so that the cost can grow: `$pbkdf2-sha512$210000$salt$digest`.
final class Secrets {

  private static final String SCHEME = "pbkdf2-sha512";
  private static final int ROUNDS = 210_000;
  private static final int SALT = 16;
  private static final int DIGEST_BITS = 256;
  private static final int RANDOM_BYTES = 32;
  private static final int IDENT_LENGTH = 5;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random;
  private final String nobody;

  Secrets(SecureRandom random) {
    this.random = random;
    // The digest of nothing: it takes as long to compare with, and no time to make.
    byte[] digest = new byte[DIGEST_BITS / 8];
    random.nextBytes(digest);
    this.nobody = hash(salt(), digest);
  }

  /// A new secret with 256 random bits.
  String fresh() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }

  String hash(String secret) {
    byte[] salt = salt();
    return hash(salt, derive(secret, salt, ROUNDS));
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return salt;
  }

  private static String hash(byte[] salt, byte[] digest) {
    return "$"
        + SCHEME
        + "$"
        + ROUNDS
        + "$"
        + BASE64.encodeToString(salt)
        + "$"
        + BASE64.encodeToString(digest);
  }

  /// Whether a secret is the one that was hashed.
  ///
  /// @param hash null for somebody who has none; it takes as long to say no
  boolean matches(String secret, @Nullable String hash) {
    String[] parts = (hash == null ? nobody : hash).split("\\$", -1);
    if (parts.length != 5 || !parts[1].equals(SCHEME)) {
      return false;
    }
    byte[] salt = Base64.getUrlDecoder().decode(parts[3]);
    byte[] wanted = Base64.getUrlDecoder().decode(parts[4]);
    byte[] found = derive(secret, salt, Integer.parseInt(parts[2]));
    return MessageDigest.isEqual(wanted, found) && hash != null;
  }

  private static byte[] derive(String secret, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(secret.toCharArray(), salt, rounds, DIGEST_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    } finally {
      spec.clearPassword();
    }
  }

  /// What a token's row is found by. It says too little about the token to find that.
  static String ident(String token) {
    return HexFormat.of().formatHex(digest(token)).substring(0, IDENT_LENGTH);
  }

  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
