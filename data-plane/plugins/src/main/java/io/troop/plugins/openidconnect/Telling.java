package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.jose.Jwk;
import io.troop.plugin.Headers;
import io.troop.plugin.json.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells the upstream and the client by headers what was found. *Immutable.*
record Telling(HeaderNames names) {

  /// What the upstream is told. What the client itself sent under the names is gone, so that it
  /// can't tell the upstream anything in the gateway's name.
  void upstream(Headers.Mutable headers, Holder holder, @Nullable Session session) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    claims(values, holder, names.upstreamHeadersClaims(), names.upstreamHeadersNames());
    put(values, names.upstreamAccessTokenHeader(), holder.tokens().access());
    put(values, names.upstreamAccessTokenJwkHeader(), key(holder.access().key()));
    put(values, names.upstreamIdTokenHeader(), holder.tokens().id());
    put(values, names.upstreamIdTokenJwkHeader(), key(holder.identity().key()));
    put(values, names.upstreamRefreshTokenHeader(), holder.tokens().refresh());
    put(values, names.upstreamUserInfoHeader(), document(holder.userinfo()));
    put(values, names.upstreamIntrospectionHeader(), document(holder.introspection()));
    put(values, names.upstreamSessionIdHeader(), session == null ? null : session.id());
    values.forEach((name, value) -> {
      if (value == null) {
        headers.remove(name);
      } else {
        headers.set(name, value);
      }
    });
  }

  /// What the client is told.
  void downstream(Headers.Mutable headers, Holder holder, @Nullable Session session) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    claims(values, holder, names.downstreamHeadersClaims(), names.downstreamHeadersNames());
    put(values, names.downstreamAccessTokenHeader(), holder.tokens().access());
    put(values, names.downstreamAccessTokenJwkHeader(), key(holder.access().key()));
    put(values, names.downstreamIdTokenHeader(), holder.tokens().id());
    put(values, names.downstreamIdTokenJwkHeader(), key(holder.identity().key()));
    put(values, names.downstreamRefreshTokenHeader(), holder.tokens().refresh());
    put(values, names.downstreamUserInfoHeader(), document(holder.userinfo()));
    put(values, names.downstreamIntrospectionHeader(), document(holder.introspection()));
    put(values, names.downstreamSessionIdHeader(), session == null ? null : session.id());
    values.forEach((name, value) -> {
      if (value != null) {
        headers.set(name, value);
      }
    });
  }

  private static void claims(
      Map<String, @Nullable String> values,
      Holder holder,
      @Nullable List<String> claims,
      @Nullable List<String> headers) {
    for (var pair : OpenidConnectConfig.pairs(headers, claims)) {
      put(values, pair.getKey(), claim(holder.claim(List.of(pair.getValue()))));
    }
  }

  /// A claim as the value of a header: lists and objects as JSON in base64.
  private static @Nullable String claim(@Nullable Object value) {
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      return base64(Json.write(value));
    }
    return value == null ? null : String.valueOf(value);
  }

  /// `name` or `name:bearer`.
  private static void put(
      Map<String, @Nullable String> values, @Nullable String header, @Nullable String value) {
    if (header == null) {
      return;
    }
    int colon = header.indexOf(':');
    String name = colon < 0 ? header : header.substring(0, colon);
    boolean scheme = colon >= 0 && header.substring(colon + 1).equalsIgnoreCase("bearer");
    // A line break would end the header and begin another one.
    boolean fits = value != null && value.chars().noneMatch(c -> c < ' ' || c == 0x7f);
    values.put(name, !fits ? null : scheme ? "Bearer " + value : value);
  }

  private static @Nullable String key(@Nullable Jwk key) {
    return key == null ? null : base64(ClientAuthentication.open(key));
  }

  private static @Nullable String document(Map<?, ?> claims) {
    return claims.isEmpty() ? null : base64(Json.write(claims));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
