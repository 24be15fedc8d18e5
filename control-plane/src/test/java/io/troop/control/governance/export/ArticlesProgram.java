package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.plugin.aws.AwsCredentials;
import io.troop.plugin.aws.AwsSignature;
import io.troop.plugin.tools.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What the program of the article about CloudTrail does each hour, request for request: pages
/// through `/audit/requests`, asks `/` for the version after each page, sends what it did not send
/// before, and remembers each id for as long as its row stays. It reads answers as strictly as its
/// language does: a number must be a whole one, anything else a text or null. *Confined to one
/// thread.*
final class ArticlesProgram {

  private static final Set<String> NUMBERS = Set.of("request_timestamp", "ttl", "status");
  private static final Set<String> TEXTS =
      Set.of(
          "client_ip",
          "request_id",
          "signature",
          "rbac_user_id",
          "workspace",
          "payload",
          "path",
          "method",
          "removed_from_payload");

  private final HttpClient client = HttpClient.newHttpClient();
  private final String api;
  private final String token;
  private final String lake;

  /// Which paths were asked for, in their order.
  final List<String> asked = new ArrayList<>();

  /// Stands for its Redis: ids, and for how many seconds they are kept.
  final Map<String, Long> remembered = new LinkedHashMap<>();

  /// @param api where the Admin API is
  /// @param token empty for none
  /// @param lake where events go
  ArticlesProgram(String api, String token, String lake) {
    this.api = api.toLowerCase(Locale.ROOT);
    this.token = token;
    this.lake = lake;
  }

  /// One run.
  ///
  /// @return how many events were sent
  /// @throws IOException for any answer that is no success: it gives up then
  int run() throws IOException, InterruptedException {
    int sent = 0;
    String offset = "";
    do {
      String query = offset.isEmpty() ? "" : "offset=" + encoded(offset);
      Map<String, Object> page =
          get("/audit/requests?" + (query.isEmpty() ? "" : query + "&") + "size=100");
      // The offset is set for the whole client by then, so that it stands here, too.
      Map<String, Object> info = get("/" + (query.isEmpty() ? "" : "?" + query));
      List<Map<String, Object>> fresh = new ArrayList<>();
      for (Object each : (List<?>) page.get("data")) {
        Map<String, Object> row = row((Map<?, ?>) each);
        if (!remembered.containsKey(row.get("request_id"))) {
          fresh.add(row);
        }
      }
      if (!fresh.isEmpty()) {
        put(fresh.stream().map(row -> event(row, (String) info.get("version"))).toList());
        fresh.forEach(row -> remembered.put((String) row.get("request_id"), (Long) row.get("ttl")));
      }
      sent += fresh.size();
      // Anything but a text is no offset to it, and ends the run.
      offset = page.get("offset") instanceof String next ? next : "";
    } while (!offset.isEmpty());
    return sent;
  }

  private Map<String, Object> get(String path) throws IOException, InterruptedException {
    asked.add(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path)).header("Accept", "application/json");
    if (!token.isEmpty()) {
      request.header("Kong-Admin-Token", token);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return Json.object(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, Object> row(Map<?, ?> shown) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (String name : NUMBERS) {
      if (!(shown.get(name) instanceof Long number)) {
        throw new IllegalStateException(name + " is no whole number in " + shown);
      }
      row.put(name, number);
    }
    for (String name : TEXTS) {
      Object value = shown.get(name);
      if (value != null && !(value instanceof String)) {
        throw new IllegalStateException(name + " is no text in " + shown);
      }
      row.put(name, value == null ? "" : value);
    }
    return row;
  }

  private Map<String, Object> event(Map<String, Object> row, String version) {
    String path = (String) row.get("path");
    int mark = path.indexOf('?');
    String user = (String) row.get("rbac_user_id");
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (!row.get("payload").equals("")) {
      parameters.putAll(Json.object((String) row.get("payload")));
    }
    if (mark >= 0) {
      parameters.put("queryParameters", path.substring(mark + 1));
    }
    Map<String, Object> more = new LinkedHashMap<>();
    for (String name : List.of("method", "status", "signature", "ttl", "workspace")) {
      more.put(name, row.get(name));
    }
    more.put("konghostname", api);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("version", version);
    event.put("userIdentity", identity(user));
    event.put("eventSource", "kong-gateway");
    event.put("eventName", row.get("method") + path.substring(1, mark < 0 ? path.length() : mark));
    event.put("eventTime", Instant.ofEpochSecond((Long) row.get("request_timestamp")).toString());
    event.put("UID", row.get("request_id"));
    if (!parameters.isEmpty()) {
      event.put("requestParameters", parameters);
    }
    event.put("sourceIPAddress", row.get("client_ip"));
    event.put("additionalEventData", more);
    event.put("recipientAccountId", "123456789651");
    return event;
  }

  private static Map<String, Object> identity(String user) {
    return user.isEmpty()
        ? Map.of(
            "type",
            "",
            "principalId",
            "anonymous",
            "details",
            Map.of("RBAC", "Anonymous User on Kong Gateway: Please Enable RBAC on Kong Gateway"))
        : Map.of("type", "", "principalId", user);
  }

  private void put(List<Map<String, Object>> events) throws IOException, InterruptedException {
    List<Map<String, String>> entries =
        events.stream()
            .map(event -> Map.of("id", (String) event.get("UID"), "eventData", Json.text(event)))
            .toList();
    byte[] body = Json.text(Map.of("auditEvents", entries)).getBytes(StandardCharsets.UTF_8);
    URI uri =
        URI.create(
            lake + "/PutAuditEvents?channelArn=" + AwsSignature.encoded(Lake.CHANNEL, false));
    HttpCall call =
        new AwsSignature(Lake.REGION, "cloudtrail-data")
            .sign(
                HttpCall.of("POST", uri).with("Content-Type", "application/json").with(body),
                new AwsCredentials(Lake.KEY, Lake.SECRET, null, null),
                Instant.now());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    call.headers().forEach(header -> request.header(header.getKey(), header.getValue()));
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200
        || !((List<?>) Json.object(answer.body()).get("failed")).isEmpty()) {
      throw new IOException("the lake answered " + answer.statusCode() + " " + answer.body());
    }
  }
}
