package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import io.troop.control.remote.Http;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Log records of OpenTelemetry, as JSON over HTTP: the entry as body, its members as attributes.
final class OtlpTarget implements Target {

  private static final int MOST = 200;
  private static final int INFO = 9;
  private static final int WARN = 13;

  private final Http http;
  private final URI url;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final String hostname;

  OtlpTarget(Config config, Http http, String hostname) {
    this.http = http;
    this.url = config.uri("url", "http", "https");
    this.hostname = hostname;
    headers.put("Content-Type", "application/json");
    // As OTEL_EXPORTER_OTLP_HEADERS has them: name=value,name=value.
    for (String pair : config.find("headers").orElse("").split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        headers.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public List<Entry> send(List<Entry> entries) throws IOException, InterruptedException {
    Map<String, Object> scope =
        Map.of(
            "scope",
            Map.of("name", "io.troop.audit"),
            "logRecords",
            entries.stream().map(OtlpTarget::record).toList());
    Map<String, Object> resource =
        Map.of(
            "resource",
            Map.of(
                "attributes",
                List.of(
                    attribute("service.name", "troop-control-plane"),
                    attribute("host.name", hostname))),
            "scopeLogs",
            List.of(scope));
    String answer =
        http.post(
            url,
            headers,
            Json.text(Map.of("resourceLogs", List.of(resource))).getBytes(StandardCharsets.UTF_8));
    return answer.contains("rejectedLogRecords") && !isWhole(answer) ? entries : List.of();
  }

  private static boolean isWhole(String answer) {
    try {
      return Json.object(answer).get("partialSuccess") instanceof Map<?, ?> partial
          && String.valueOf(partial.get("rejectedLogRecords")).equals("0");
    } catch (Json.Malformed _) {
      return true;
    }
  }

  private static Map<String, Object> record(Entry entry) {
    Map<String, @Nullable Object> members = Events.plain(entry);
    boolean refused = members.get("status") instanceof Long code && code >= 400;
    String nanos = entry.at() + "000000000";
    List<Object> attributes = new ArrayList<>();
    members.forEach((name, value) -> {
      if (value != null && !name.equals("payload")) {
        attributes.add(attribute("audit." + name, value));
      }
    });
    return Map.of(
        "timeUnixNano",
        nanos,
        "observedTimeUnixNano",
        nanos,
        "severityNumber",
        (long) (refused ? WARN : INFO),
        "severityText",
        refused ? "WARN" : "INFO",
        "body",
        Map.of("stringValue", Json.text(members)),
        "attributes",
        attributes);
  }

  private static Map<String, Object> attribute(String name, Object value) {
    return Map.of(
        "key",
        name,
        "value",
        value instanceof Long number
            ? Map.of("intValue", String.valueOf(number))
            : Map.of("stringValue", String.valueOf(value)));
  }
}
