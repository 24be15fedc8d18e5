package io.troop.control.store;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Trait;
import java.util.Map;
import java.util.Set;

/// Which fields hold secrets: those a schema marks as encrypted, and of credentials what opens a
/// door, which Kong's schemas do not mark.
final class Secrets {

  private static final Map<String, Set<String>> OF_CREDENTIALS =
      Map.of(
          "keyauth_credentials", Set.of("key"),
          "hmacauth_credentials", Set.of("secret"),
          "jwt_secrets", Set.of("secret"),
          "oauth2_credentials", Set.of("client_secret"),
          "oauth2_tokens", Set.of("access_token", "refresh_token"),
          "oauth2_authorization_codes", Set.of("code"));

  private Secrets() {}

  /// Whether a field of a document of this kind is one; the kind is empty for a record within.
  static boolean isSecret(String kind, Field field) {
    return field.has(Trait.ENCRYPTED)
        || OF_CREDENTIALS.getOrDefault(kind, Set.of()).contains(field.name());
  }
}
