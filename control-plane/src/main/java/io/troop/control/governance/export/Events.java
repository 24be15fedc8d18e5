package io.troop.control.governance.export;

import io.troop.control.ControlSettings;
import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries in the words of others. *Stateless.*
final class Events {

  private Events() {}

  /// An entry as `/audit/requests` shows it.
  static Map<String, @Nullable Object> plain(Entry entry) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>(entry.members());
    plain.put("ttl", entry.expiresAt() - entry.at());
    return plain;
  }

  /// An entry as JSON. One that is too long for who takes it goes without its payload: it would be
  /// refused for ever, and all that come after it would wait.
  ///
  /// @param longest in bytes
  static byte[] json(Entry entry, int longest) {
    Map<String, @Nullable Object> plain = plain(entry);
    byte[] whole = Json.text(plain).getBytes(StandardCharsets.UTF_8);
    return whole.length <= longest
        ? whole
        : Json.text(withoutPayload(plain)).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, @Nullable Object> withoutPayload(Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(row);
    rest.put("payload", null);
    rest.put("removed_from_payload", "*");
    return rest;
  }

  static String id(Entry entry) {
    return String.valueOf(entry.members().get("request_id"));
  }

  /// The event data of CloudTrail Lake as JSON, with the members that Kong's own integration sends.
  ///
  /// @param hostname what the installation is called there
  /// @param account who receives it
  /// @param longest in characters; a longer one goes without its payload
  static String cloudTrail(Entry entry, String hostname, String account, int longest) {
    Map<String, @Nullable Object> row = plain(entry);
    String whole = Json.text(cloudTrail(entry, row, hostname, account));
    return whole.length() <= longest
        ? whole
        : Json.text(cloudTrail(entry, withoutPayload(row), hostname, account));
  }

  private static Map<String, @Nullable Object> cloudTrail(
      Entry entry, Map<String, @Nullable Object> row, String hostname, String account) {
    String target = String.valueOf(row.get("path"));
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("version", ControlSettings.KONG_VERSION);
    event.put("userIdentity", identity(row.get("rbac_user_id")));
    event.put("eventSource", "kong-gateway");
    event.put("eventName", row.get("method") + path.substring(Math.min(1, path.length())));
    event.put("eventTime", Instant.ofEpochSecond(entry.at()).toString());
    event.put("UID", row.get("request_id"));
    event.put("requestParameters", parameters(row, mark < 0 ? null : target.substring(mark + 1)));
    event.put("responseElements", null);
    event.put("errorCode", null);
    event.put("errorMessage", null);
    event.put("sourceIPAddress", row.get("client_ip"));
    event.put("recipientAccountId", account);
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    more.put("konghostname", hostname);
    for (String name : new String[] {"method", "status", "signature", "ttl", "workspace"}) {
      more.put(name, row.get(name));
    }
    event.put("additionalEventData", more);
    return event;
  }

  private static Map<String, @Nullable Object> identity(@Nullable Object user) {
    Map<String, @Nullable Object> identity = new LinkedHashMap<>();
    identity.put("type", "");
    identity.put("principalId", user == null ? "anonymous" : user);
    identity.put(
        "details",
        user == null
            ? Map.of("RBAC", "Anonymous User on Kong Gateway: Please Enable RBAC on Kong Gateway")
            : Map.of());
    return identity;
  }

  private static @Nullable Map<String, @Nullable Object> parameters(
      Map<String, @Nullable Object> row, @Nullable String query) {
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    if (row.get("payload") instanceof String payload) {
      parameters.putAll(Json.object(payload));
    }
    if (query != null) {
      parameters.put("queryParameters", query);
    }
    return parameters.isEmpty() ? null : parameters;
  }
}
