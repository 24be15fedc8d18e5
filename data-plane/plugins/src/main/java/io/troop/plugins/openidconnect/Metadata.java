package io.troop.plugins.openidconnect;

import io.troop.jose.Jwk;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a provider says of itself (OpenID Connect Discovery 1.0). *Immutable.*
///
/// @param document empty for a provider without a discovery document
/// @param keys what it signs with
/// @param readAt when it was asked
record Metadata(Map<?, ?> document, List<Jwk> keys, Instant readAt) {

  Metadata {
    keys = List.copyOf(keys);
  }

  /// The issuer that tokens name; null when it does not say.
  @Nullable String issuer() {
    return text("issuer");
  }

  @Nullable String text(String name) {
    return document.get(name) instanceof String text ? text : null;
  }

  /// Where clients who show a certificate call (RFC 8705, section 5); null for nowhere else.
  @Nullable String alias(String name) {
    return document.get("mtls_endpoint_aliases") instanceof Map<?, ?> aliases
            && aliases.get(name) instanceof String alias
        ? alias
        : null;
  }

  boolean lists(String name, String value) {
    return document.get(name) instanceof List<?> list && list.contains(value);
  }

  boolean is(String name) {
    return Boolean.TRUE.equals(document.get(name));
  }

  /// An address of the provider's.
  ///
  /// @param configured counts before what the provider says
  /// @throws Refusal when there is none
  URI endpoint(String name, @Nullable String configured) {
    URI found = endpointOrNull(name, configured);
    if (found == null) {
      throw Refusal.unexpected(
          name + " is neither configured nor in the provider's discovery document");
    }
    return found;
  }

  @Nullable URI endpointOrNull(String name, @Nullable String configured) {
    String address = configured == null ? text(name) : configured;
    try {
      URI found = address == null ? null : new URI(address);
      return found == null || found.getHost() == null ? null : found;
    } catch (java.net.URISyntaxException e) {
      return null;
    }
  }
}
