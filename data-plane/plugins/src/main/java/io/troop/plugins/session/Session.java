package io.troop.plugins.session;

import io.troop.plugin.json.Json;
import io.troop.session.Moments;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who a client was found to be. *Immutable.* Moments are seconds since 1970.
///
/// @param credential what logs and the upstream know the credential by
/// @param groups what the authentication plugin told of; empty for nothing
/// @param createdAt when the client was authenticated
/// @param renewedAt when the session was last renewed
/// @param usedAt when it was last used, to the minute
record Session(
    String id,
    String audience,
    UUID consumer,
    String credential,
    List<String> groups,
    long createdAt,
    long renewedAt,
    long usedAt) {

  /// What goes into the cookie, before it is encrypted.
  byte[] bytes() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("id", id);
    all.put("aud", audience);
    all.put("con", consumer.toString());
    all.put("cred", credential);
    if (!groups.isEmpty()) {
      all.put("groups", groups);
    }
    all.put("made", createdAt);
    all.put("new", renewedAt);
    all.put("used", usedAt);
    return Json.bytes(all);
  }

  /// What [#bytes] wrote; null for anything else.
  static @Nullable Session of(byte[] bytes) {
    try {
      if (!(Json.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof Map<?, ?> all)) {
        return null;
      }
      return new Session(
          String.valueOf(all.get("id")),
          String.valueOf(all.get("aud")),
          UUID.fromString(String.valueOf(all.get("con"))),
          String.valueOf(all.get("cred")),
          groups(all.get("groups")),
          Moments.of(all, "made"),
          Moments.of(all, "new"),
          Moments.of(all, "used"));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> groups(@Nullable Object told) {
    return told instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  Session usedAt(long now) {
    return new Session(id, audience, consumer, credential, groups, createdAt, renewedAt, now);
  }

  Session renewedAt(long now) {
    return new Session(id, audience, consumer, credential, groups, createdAt, now, now);
  }
}
