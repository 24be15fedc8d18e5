package io.troop.plugin.entity;

import io.troop.plugin.schema.Formats;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks a key in JWK form (RFC 7517). *Stateless.*
final class Jwk {

  private static final Map<String, List<String>> NEEDED =
      Map.of(
          "EC", List.of("crv", "x", "y"),
          "RSA", List.of("n", "e"),
          "OKP", List.of("crv", "x"),
          "oct", List.of("k"));

  private Jwk() {}

  /// What is wrong with a key that has this `kid`; null for nothing.
  ///
  /// @param jwk the key's JSON text; null when the key has another form
  static @Nullable String problem(@Nullable Object jwk, @Nullable Object kid) {
    if (!(jwk instanceof String text) || Formats.isReference(text)) {
      return null;
    }
    Map<?, ?> key;
    try {
      if (!(io.troop.plugin.json.Json.parse(text) instanceof Map<?, ?> map)) {
        return "could not json decode jwk string";
      }
      key = map;
    } catch (RuntimeException e) {
      return "could not json decode jwk string";
    }
    if (!Objects.equals(key.get("kid"), kid)) {
      return "kid in jwk.kid must be equal to keys.kid";
    }
    List<String> needed = NEEDED.get(String.valueOf(key.get("kty")));
    boolean complete =
        needed != null
            && needed.stream()
                .allMatch(name -> key.get(name) instanceof String part && isBase64(part));
    return complete ? null : "could not load JWK, likely not a valid key";
  }

  private static boolean isBase64(String part) {
    return part.matches("[A-Za-z0-9_-]+");
  }
}
