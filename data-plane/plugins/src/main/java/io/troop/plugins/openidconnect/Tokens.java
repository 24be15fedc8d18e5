package io.troop.plugins.openidconnect;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tokens, and how they were come by. *Immutable.*
///
/// @param method the kind of credential that brought them, such as `bearer`
/// @param client which of the configured clients asked for them
/// @param expiresAt when the access token ends, in seconds since 1970; 0 when nobody said
/// @param answer what the token endpoint answered; empty when it was not asked
record Tokens(
    String method,
    int client,
    @Nullable String access,
    @Nullable String id,
    @Nullable String refresh,
    long expiresAt,
    Map<?, ?> answer) {

  /// A token that a client showed.
  static Tokens shown(String method, int client, String access, @Nullable String id) {
    return new Tokens(method, client, access, id, null, 0, Map.of());
  }

  /// What a token endpoint answered.
  ///
  /// @param before what it did not answer anew; null for nothing
  static Tokens granted(
      String method, int client, Map<?, ?> answer, long now, @Nullable Tokens before) {
    String refresh = text(answer, "refresh_token");
    String id = text(answer, "id_token");
    long lifetime =
        switch (answer.get("expires_in")) {
          case Number seconds -> seconds.longValue();
          case String text when text.matches("[0-9]{1,12}") -> Long.parseLong(text);
          case null, default -> 0;
        };
    return new Tokens(
        method,
        client,
        text(answer, "access_token"),
        id == null && before != null ? before.id() : id,
        refresh == null && before != null ? before.refresh() : refresh,
        lifetime <= 0 ? 0 : now + lifetime,
        answer);
  }

  private static @Nullable String text(Map<?, ?> answer, String name) {
    return answer.get(name) instanceof String text && !text.isEmpty() ? text : null;
  }
}
