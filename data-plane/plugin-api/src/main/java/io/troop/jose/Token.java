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

  /// Longer headers carry keys or certificates, and are read each time.
  private static final int REMEMBERED = 512;

  /// A header that was read before.
  private record Header(String part, Map<?, ?> members) {
    Header {
      members = Map.copyOf(members);
    }
  }

  /// What was read last: an issuer writes the same header into all of its tokens.
  private static volatile @Nullable Header lastHeader;

  /// A text that is no token; the message says why.
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  public static Token parse(String text) throws Unreadable {
    int first = end(text, 0);
    int second = end(text, first + 1);
    Map<?, ?> header = header(text, first);
    Map<?, ?> claims = object(part(text, first + 1, second));
    if (!(header.get("alg") instanceof String algorithm) || !Algorithm.isKnown(algorithm)) {
      throw new Unreadable("invalid alg");
    }
    byte[] signature = decoded(part(text, second + 1, text.length()));
    if (signature.length == 0) {
      throw new Unreadable("invalid signature");
    }
    byte[] signed = text.substring(0, second).getBytes(US_ASCII);
    return new Token(header, claims, algorithm, signed, signature);
  }

  /// Where the part that begins here ends.
  private static int end(String text, int from) {
    int dot = text.indexOf('.', from);
    return dot < 0 ? text.length() : dot;
  }

  private static String part(String text, int from, int to) {
    return from < to ? text.substring(from, to) : "";
  }

  private static Map<?, ?> header(String text, int end) throws Unreadable {
    Header last = lastHeader;
    if (last != null && last.part.length() == end && text.startsWith(last.part)) {
      return last.members;
    }
    String part = text.substring(0, end);
    Map<?, ?> members = object(part);
    if (end <= REMEMBERED && members.values().stream().allMatch(String.class::isInstance)) {
      lastHeader = new Header(part, members);
    }
    return members;
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
