package io.troop.plugins.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A token, read but not believed. *Immutable.*
///
/// @param signed the bytes that the signature is over
record Token(
    Map<?, ?> header, Map<?, ?> claims, String algorithm, byte[] signed, byte[] signature) {

  /// A text that is no token; the message says why.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  static Token parse(String text) throws Unreadable {
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
  static byte[] decoded(String part) throws Unreadable {
    try {
      String text = part.replace('+', '-').replace('/', '_').replaceFirst("=+$", "");
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Unreadable("invalid JSON");
    }
  }

  /// The claim, or else the header, of this name; null for none.
  @Nullable Object named(String name) {
    Object claim = claims.get(name);
    return claim == null ? header.get(name) : claim;
  }
}
