package io.troop.jose;

import io.troop.plugin.auth.Hashes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/// Verifies and makes signatures (RFC 7518, RFC 8037). *Stateless.*
public final class Algorithm {
  private static final Set<String> KNOWN =
      Set.of(
          "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
          "PS384", "PS512", "EdDSA");

  private Algorithm() {}

  public static boolean isKnown(String name) {
    return KNOWN.contains(name);
  }

  /// Whether both sides share a secret.
  public static boolean isSymmetric(String name) {
    return name.startsWith("HS");
  }

  /// Whether the token was signed with this secret; its algorithm is a symmetric one.
  public static boolean verifies(Token token, byte[] secret) {
    String name = "HmacSHA" + bits(token.algorithm());
    try {
      byte[] code = Hashes.code(name, new SecretKeySpec(secret, name), token.signed());
      return MessageDigest.isEqual(code, token.signature());
    } catch (IllegalArgumentException e) {
      return false; // an empty secret
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name + " takes any secret", e);
    }
  }

  /// Whether the token was signed with the private key of this public one.
  public static boolean verifies(Token token, PublicKey key) {
    try {
      Signature signature = signature(token.algorithm());
      signature.initVerify(key);
      signature.update(token.signed());
      return signature.verify(token.signature());
    } catch (GeneralSecurityException e) {
      return false; // the key is of another kind, or the signature of another length
    }
  }

  /// The signature of these bytes.
  ///
  /// @param key a private one, or the secret of an HS algorithm
  /// @throws GeneralSecurityException when the key is of another kind
  public static byte[] sign(String algorithm, byte[] bytes, Key key)
      throws GeneralSecurityException {
    if (isSymmetric(algorithm)) {
      return Hashes.code("HmacSHA" + bits(algorithm), key, bytes);
    }
    if (!(key instanceof PrivateKey secret)) {
      throw new InvalidKeyException(algorithm + " needs a private key");
    }
    Signature signature = signature(algorithm);
    signature.initSign(secret);
    signature.update(bytes);
    return signature.sign();
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    String digest = "SHA" + bits(algorithm);
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance(digest + "withRSA");
      case "ES" -> Signature.getInstance(digest + "withECDSAinP1363Format");
      case "PS" -> {
        String name = "SHA-" + bits(algorithm);
        int salt = Integer.parseInt(bits(algorithm)) / 8;
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1));
        yield signature;
      }
      default -> Signature.getInstance("EdDSA");
    };
  }

  private static String bits(String algorithm) {
    return algorithm.substring(2);
  }
}
