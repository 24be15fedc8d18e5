package io.troop.plugins.jwt;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Verifies signatures (RFC 7518, RFC 8037). *Stateless.*
final class Algorithm {
  private static final Set<String> KNOWN =
      Set.of(
          "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256",
          "PS384", "PS512", "EdDSA");

  private Algorithm() {}

  static boolean isKnown(String name) {
    return KNOWN.contains(name);
  }

  /// Whether both sides share a secret.
  static boolean isSymmetric(String name) {
    return name.startsWith("HS");
  }

  /// Whether the token was signed with this secret; its algorithm is a symmetric one.
  static boolean verifies(Token token, byte[] secret) {
    String name = "HmacSHA" + bits(token);
    try {
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret, name));
      return MessageDigest.isEqual(mac.doFinal(token.signed()), token.signature());
    } catch (IllegalArgumentException e) {
      return false; // an empty secret
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }

  /// Whether the token was signed with the private key of this public one.
  static boolean verifies(Token token, PublicKey key) {
    try {
      Signature signature = signature(token);
      signature.initVerify(key);
      signature.update(token.signed());
      return signature.verify(token.signature());
    } catch (GeneralSecurityException e) {
      return false; // the key is of another kind, or the signature of another length
    }
  }

  private static Signature signature(Token token) throws GeneralSecurityException {
    String digest = "SHA" + bits(token);
    return switch (token.algorithm().substring(0, 2)) {
      case "RS" -> Signature.getInstance(digest + "withRSA");
      case "ES" -> Signature.getInstance(digest + "withECDSAinP1363Format");
      case "PS" -> {
        String name = "SHA-" + bits(token);
        int salt = Integer.parseInt(bits(token)) / 8;
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(
            new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), salt, 1));
        yield signature;
      }
      default -> Signature.getInstance("EdDSA");
    };
  }

  private static String bits(Token token) {
    return token.algorithm().substring(2);
  }
}
