package io.troop.jose;

import io.troop.plugin.auth.Hashes;
import io.troop.plugin.json.Json;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A key (RFC 7517). *Immutable.*
///
/// @param members all that was said of it
/// @param family what signs with it: `RS` (and `PS`), `ES256`, `ES384`, `ES512`, `EdDSA` or `HS`
/// @param key the public key, or the secret of a shared one
public record Jwk(Map<?, ?> members, String family, Key key) {

  /// The keys of a set that can be used here; others are left out.
  public static List<Jwk> set(@Nullable Object document) {
    List<Jwk> keys = new ArrayList<>();
    if (document instanceof Map<?, ?> map && map.get("keys") instanceof List<?> list) {
      for (Object entry : list) {
        Jwk key = entry instanceof Map<?, ?> members ? of(members) : null;
        if (key != null) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  /// The key that these members describe; null for one of an unknown kind, or a broken one.
  public static @Nullable Jwk of(Map<?, ?> members) {
    try {
      return switch (text(members, "kty")) {
        case "RSA" -> new Jwk(members, "RS", rsa(members));
        case "EC" -> {
          Curve curve = Curve.named(text(members, "crv"));
          yield new Jwk(members, curve.algorithm, elliptic(members, curve));
        }
        case "OKP" -> new Jwk(members, "EdDSA", edwards(members));
        case "oct" -> new Jwk(members, "HS", new SecretKeySpec(bytes(members, "k"), "HmacSHA256"));
        default -> null;
      };
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      return null;
    }
  }

  /// The id; null for a key without one.
  public @Nullable String id() {
    return members.get("kid") instanceof String id ? id : null;
  }

  /// The digest by which others name this key (RFC 7638, with SHA-256), in base64url.
  public String thumbprint() {
    List<String> needed =
        switch (family) {
          case "RS" -> List.of("e", "kty", "n");
          case "HS" -> List.of("k", "kty");
          case "EdDSA" -> List.of("crv", "kty", "x");
          default -> List.of("crv", "kty", "x", "y");
        };
    Map<String, Object> named = new LinkedHashMap<>();
    needed.forEach(name -> named.put(name, text(members, name)));
    byte[] digest = Hashes.digest("SHA-256").digest(Json.bytes(named));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  /// Whether signatures of this algorithm may be verified with this key.
  public boolean fits(String algorithm) {
    Object only = members.get("alg");
    boolean kind =
        switch (family) {
          case "RS" -> algorithm.startsWith("RS") || algorithm.startsWith("PS");
          case "HS" -> algorithm.startsWith("HS");
          default -> algorithm.equals(family);
        };
    return kind
        && !"enc".equals(members.get("use"))
        && (!(only instanceof String) || only.equals(algorithm));
  }

  /// Whether the token was signed with this key, whose algorithm it [#fits].
  public boolean verifies(Token token) {
    return fits(token.algorithm())
        && (key instanceof PublicKey open
            ? Algorithm.verifies(token, open)
            : Algorithm.verifies(token, key.getEncoded()));
  }

  /// The private key, or the secret of a shared one.
  ///
  /// @throws GeneralSecurityException when the members have none
  public Key secret() throws GeneralSecurityException {
    try {
      return switch (family) {
        case "RS" -> rsaSecret();
        case "HS" -> key;
        case "EdDSA" ->
            KeyFactory.getInstance("EdDSA")
                .generatePrivate(
                    new EdECPrivateKeySpec(edwardsCurve(members), bytes(members, "d")));
        default ->
            KeyFactory.getInstance("EC")
                .generatePrivate(
                    new ECPrivateKeySpec(
                        number(members, "d"), Curve.named(text(members, "crv")).parameters()));
      };
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no private key: " + e.getMessage(), e);
    }
  }

  private PrivateKey rsaSecret() throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance("RSA");
    BigInteger modulus = number(members, "n");
    BigInteger secret = number(members, "d");
    if (!(members.get("p") instanceof String)) {
      return factory.generatePrivate(new RSAPrivateKeySpec(modulus, secret));
    }
    return factory.generatePrivate(
        new RSAPrivateCrtKeySpec(
            modulus,
            number(members, "e"),
            secret,
            number(members, "p"),
            number(members, "q"),
            number(members, "dp"),
            number(members, "dq"),
            number(members, "qi")));
  }

  private static PublicKey rsa(Map<?, ?> members) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(number(members, "n"), number(members, "e")));
  }

  private static PublicKey elliptic(Map<?, ?> members, Curve curve)
      throws GeneralSecurityException {
    ECPoint point = new ECPoint(number(members, "x"), number(members, "y"));
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(point, curve.parameters()));
  }

  /// RFC 8032: the last bit of the last byte tells which of two points it is.
  private static PublicKey edwards(Map<?, ?> members) throws GeneralSecurityException {
    byte[] x = bytes(members, "x");
    byte[] reversed = new byte[x.length];
    for (int i = 0; i < x.length; i++) {
      reversed[i] = x[x.length - 1 - i];
    }
    boolean odd = reversed.length > 0 && (reversed[0] & 0x80) != 0;
    if (reversed.length > 0) {
      reversed[0] &= 0x7f;
    }
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, reversed));
    return KeyFactory.getInstance("EdDSA")
        .generatePublic(new EdECPublicKeySpec(edwardsCurve(members), point));
  }

  private static NamedParameterSpec edwardsCurve(Map<?, ?> members) {
    return switch (text(members, "crv")) {
      case "Ed25519" -> NamedParameterSpec.ED25519;
      case "Ed448" -> NamedParameterSpec.ED448;
      default -> throw new IllegalArgumentException("crv (expected: Ed25519 or Ed448)");
    };
  }

  private static BigInteger number(Map<?, ?> members, String name) {
    return new BigInteger(1, bytes(members, name));
  }

  private static byte[] bytes(Map<?, ?> members, String name) {
    return Base64.getUrlDecoder().decode(text(members, name));
  }

  private static String text(Map<?, ?> members, String name) {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is not there");
  }

  /// The curves of RFC 7518.
  private enum Curve {
    P_256("ES256", "secp256r1"),
    P_384("ES384", "secp384r1"),
    P_521("ES512", "secp521r1");

    final String algorithm;
    private final String name;

    Curve(String algorithm, String name) {
      this.algorithm = algorithm;
      this.name = name;
    }

    static Curve named(String name) {
      return valueOf(name.replace('-', '_'));
    }

    ECParameterSpec parameters() throws GeneralSecurityException {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class);
    }
  }
}
