package io.troop.certs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The key that encrypts secrets at rest (AES-256-GCM). *Immutable and thread-safe.*
///
/// Encrypted bytes are `1` (the version), 12 bytes of nonce, then ciphertext and tag. The context,
/// such as `authority/<id>`, is authenticated: a secret moved to another place does not decrypt.
public final class MasterKey {

  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int SIZE = 32;

  private final SecretKey key;
  private final SecureRandom random;

  private MasterKey(SecretKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /// The master key of an installation.
  ///
  /// @param base64 the value of `TROOP_MASTER_KEY`: 32 bytes in base64; null or empty for unset
  /// @param file where the key is kept when it is unset; made with mode 0600 if it is not there
  /// @throws TrustException for a value of another length or a file that can't be read or made
  public static MasterKey load(@Nullable String base64, Path file, SecureRandom random) {
    if (base64 != null && !base64.isBlank()) {
      return new MasterKey(key("TROOP_MASTER_KEY", base64), random);
    }
    try {
      if (Files.notExists(file)) {
        byte[] fresh = new byte[SIZE];
        random.nextBytes(fresh);
        PrivateFile.create(file, Base64.getEncoder().encode(fresh));
      }
      return new MasterKey(key(file.toString(), Files.readString(file)), random);
    } catch (IOException problem) {
      throw new TrustException("the master key file " + file + " can't be used", problem);
    }
  }

  /// A key of these 32 bytes.
  public static MasterKey of(byte[] secret, SecureRandom random) {
    if (secret.length != SIZE) {
      throw new TrustException("a key of " + secret.length + " bytes (expected: " + SIZE + ")");
    }
    return new MasterKey(new SecretKeySpec(secret, "AES"), random);
  }

  /// A key derived from a secret that somebody has anyway, such as a node's private key.
  ///
  /// @param purpose separates keys derived from the same secret
  public static MasterKey derive(byte[] secret, String purpose, SecureRandom random) {
    try {
      KDF hkdf = KDF.getInstance("HKDF-SHA256");
      SecretKey derived =
          hkdf.deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(secret)
                  .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), SIZE));
      return new MasterKey(derived, random);
    } catch (GeneralSecurityException problem) {
      throw new TrustException("a key can't be derived", problem);
    }
  }

  private static SecretKey key(String source, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException _) {
      throw new TrustException(source + ": not base64 (expected: 32 bytes in base64)");
    }
    if (bytes.length != SIZE) {
      throw new TrustException(
          source + ": " + bytes.length + " bytes (expected: 32 bytes in base64)");
    }
    return new SecretKeySpec(bytes, "AES");
  }

  /// A code over bytes (HMAC-SHA256) that nobody makes without the key: the same bytes and context
  /// give the same code.
  ///
  /// @param context separates codes of one use from those of others
  public byte[] authenticate(byte[] bytes, String context) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      mac.update(("authenticate/" + context + "\0").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException problem) {
      throw new TrustException("this Java has no HmacSHA256", problem);
    }
  }

  /// Encrypts.
  ///
  /// @param context where the secret belongs; the same is needed to decrypt
  public byte[] encrypt(byte[] plain, String context) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException problem) {
      throw new TrustException("encryption failed", problem);
    }
  }

  /// Decrypts what [#encrypt] made.
  ///
  /// @throws TrustException when the bytes were changed, or made with another key or context
  public byte[] decrypt(byte[] encrypted, String context) {
    if (encrypted.length < 1 + NONCE + TAG_BITS / 8 || encrypted[0] != VERSION) {
      throw new TrustException(context + ": not encrypted by a master key (expected: version 1)");
    }
    byte[] nonce = new byte[NONCE];
    System.arraycopy(encrypted, 1, nonce, 0, NONCE);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, context)
          .doFinal(encrypted, 1 + NONCE, encrypted.length - 1 - NONCE);
    } catch (GeneralSecurityException problem) {
      throw new TrustException(
          context + ": can't be decrypted (changed, or encrypted with another master key)",
          problem);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "master key";
  }
}
