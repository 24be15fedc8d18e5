package io.troop.jose;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A signed token (RFC 7515, RFC 7519), read but not believed. *Immutable, but for its bytes.*
///
/// @param signed the bytes that the signature is over
public record Token(
    Map<?, ?> header, Map<?, ?> claims, String algorithm, byte[] signed, byte[] signature) {

  /// A text that is no token; the message says why.
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  public static Token parse(String text) throws Unreadable {
    String[] parts = text.split("\\.", 3);
    Map<?, ?> header = object(parts[0]);
    Map<?, ?> claims = object(parts.length > 1 ? parts[1] : "");
    if (!(header.get("alg") instanceof String algorithm) || !Algorithm.isKnown(algorithm)) {
      throw new Unreadable("invalid alg");
    }
    byte[] signature = decoded(parts.length > 2 ? parts[2] : "");
    if (signature.length == 0) {
      throw new Unreadable("invalid signature");
    }
    byte[] signed = (parts[0] + "." + parts[1]).getBytes(US_ASCII);
    return new Token(header, claims, algorithm, signed, signature);
  }

  /// The text of a new token with these claims.
  ///
  /// @param keyId the id of the key; null for none
  /// @throws GeneralSecurityException when the key is not of the algorithm's kind
  public static String sign(
      String algorithm, @Nullable String keyId, Map<String, ?> claims, Key key)
      throws GeneralSecurityException {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm);
    header.put("typ", "JWT");
    if (keyId != null) {
      header.put("kid", keyId);
    }
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString(Json.bytes(header)) + "." + base64.encodeToString(Json.bytes(claims));
    byte[] signature = Algorithm.sign(algorithm, signed.getBytes(US_ASCII), key);
    return signed + "." + base64.encodeToString(signature);
  }

  private static Map<?, ?> object(String part) throws Unreadable {
    try {
      if (Json.parse(new String(decoded(part), UTF_8)) instanceof Map<?, ?> map) {
        return map;
      }
    } catch (JsonException e) {
      // said below
    }
    throw new Unreadable("invalid JSON");
  }

  /// Base64 of either alphabet, padded or not.
  public static byte[] decoded(String part) throws Unreadable {
    try {
      String text = part.replace('+', '-').replace('/', '_');
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == '=') {
        end--;
      }
      return Base64.getUrlDecoder().decode(text.substring(0, end));
    } catch (IllegalArgumentException e) {
      throw new Unreadable("invalid JSON");
    }
  }

  /// The claim, or else the header, of this name; null for none.
  public @Nullable Object named(String name) {
    Object claim = claims.get(name);
    return claim == null ? header.get(name) : claim;
  }
}
