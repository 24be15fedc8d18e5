package io.troop.plugins.openidconnect;

import io.troop.plugins.openidconnect.TokenVerifier.Verified;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of who holds tokens. *Immutable.*
///
/// @param access the access token; empty for an opaque one
/// @param identity the ID token; empty for none
/// @param introspection what introspection said; empty when nobody asked
/// @param userinfo the user's claims; empty when nobody asked
record Holder(
    Tokens tokens,
    Verified access,
    Verified identity,
    Map<?, ?> introspection,
    Map<?, ?> userinfo) {

  static Holder of(Tokens tokens) {
    return new Holder(tokens, Verified.NOTHING, Verified.NOTHING, Map.of(), Map.of());
  }

  Holder access(Verified token) {
    return new Holder(tokens, token, identity, introspection, userinfo);
  }

  Holder identity(Verified token) {
    return new Holder(tokens, access, token, introspection, userinfo);
  }

  Holder introspection(Map<?, ?> claims) {
    return new Holder(tokens, access, identity, claims, userinfo);
  }

  Holder userinfo(Map<?, ?> claims) {
    return new Holder(tokens, access, identity, introspection, claims);
  }

  /// The claim at this path: of the access token, of its introspection, of the ID token, or of the
  /// user; null for none.
  @Nullable Object claim(List<String> path) {
    for (Map<?, ?> claims :
        List.<Map<?, ?>>of(access.claims(), introspection, identity.claims(), userinfo)) {
      Object found = Claims.at(claims, path);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The claim at this path of the access token or of its introspection: what it is good for.
  @Nullable Object grantedClaim(List<String> path) {
    Object found = Claims.at(access.claims(), path);
    if (found == null) {
      found = Claims.at(introspection, path);
    }
    // A provider that gives out opaque tokens tells in its answer what they are good for.
    return found == null && path.equals(List.of("scope")) ? tokens.answer().get("scope") : found;
  }
}
