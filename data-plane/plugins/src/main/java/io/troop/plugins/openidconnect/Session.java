package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.json.Json;
import io.troop.session.Moments;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A login that is remembered. *Immutable.* Moments are seconds since 1970.
///
/// @param createdAt when the client was authenticated
/// @param renewedAt when the session was last renewed
/// @param usedAt when it was last used, to the minute
record Session(
    String id,
    String audience,
    @Nullable String subject,
    Tokens tokens,
    long createdAt,
    long renewedAt,
    long usedAt) {

  /// What goes into the cookie, before it is encrypted.
  byte[] bytes() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", id);
    all.put("aud", audience);
    all.put("sub", subject);
    all.put("made", createdAt);
    all.put("new", renewedAt);
    all.put("used", usedAt);
    all.put("by", tokens.method());
    all.put("client", (long) tokens.client());
    all.put("access", tokens.access());
    all.put("identity", tokens.id());
    all.put("refresh", tokens.refresh());
    all.put("end", tokens.expiresAt());
    return Json.bytes(all);
  }

  /// What [#bytes] wrote; null for anything else.
  static @Nullable Session of(byte[] bytes) {
    try {
      if (!(Json.parse(new String(bytes, UTF_8)) instanceof Map<?, ?> all)) {
        return null;
      }
      Tokens tokens =
          new Tokens(
              String.valueOf(all.get("by")),
              (int) Moments.of(all, "client"),
              text(all, "access"),
              text(all, "identity"),
              text(all, "refresh"),
              Moments.of(all, "end"),
              Map.of());
      return new Session(
          String.valueOf(all.get("id")),
          String.valueOf(all.get("aud")),
          text(all, "sub"),
          tokens,
          Moments.of(all, "made"),
          Moments.of(all, "new"),
          Moments.of(all, "used"));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String text(Map<?, ?> all, String name) {
    return all.get(name) instanceof String text ? text : null;
  }

  Session usedAt(long now) {
    return new Session(id, audience, subject, tokens, createdAt, renewedAt, now);
  }

  Session renewedAt(long now) {
    return new Session(id, audience, subject, tokens, createdAt, now, now);
  }

  Session holding(Tokens others) {
    return new Session(id, audience, subject, others, createdAt, renewedAt, usedAt);
  }
}
