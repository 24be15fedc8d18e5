package io.troop.proxy.status;

import io.troop.plugin.KongVersion;
import io.troop.plugin.Verdict;
import io.troop.plugin.Verdict.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Which page answers which request to a status address. *Thread-safe.*
final class StatusPages implements Pages {

  private final NodeStatus status;

  StatusPages(NodeStatus status) {
    this.status = status;
  }

  @Override
  public Answer page(String method, String path, String body) {
    boolean read = method.equals("GET") || method.equals("HEAD");
    return switch (path) {
      case "/status" -> read ? Verdict.json(200, status.json()) : order(method, body);
      case "/status/ready" -> read ? ready() : order(method, body);
      case "/metrics" -> read ? metrics() : notAllowed();
      case "/" ->
          Verdict.json(
              200, "{\"tagline\":\"Welcome to Kong\",\"version\":\"" + KongVersion.VERSION + "\"}");
      default -> message(404, "Not found");
    };
  }

  private Answer ready() {
    String unready = status.unreadiness();
    return unready.isEmpty() ? message(200, "ready") : message(503, unready);
  }

  private Answer order(String method, String body) {
    if (!method.equals("POST")) {
      return notAllowed();
    }
    boolean drain =
        body.matches("(?s)\\s*\\{\\s*\"status\"\\s*:\\s*\"draining\"\\s*\\}\\s*")
            || body.strip().equals("status=draining");
    if (!drain) {
      return message(400, "expected {\"status\":\"draining\"}");
    }
    status.drain();
    return Verdict.empty(204);
  }

  private Answer metrics() {
    return new Answer(
        200,
        List.of(Map.entry("Content-Type", "text/plain; charset=UTF-8")),
        status.metrics().getBytes(StandardCharsets.UTF_8),
        null);
  }

  private static Answer notAllowed() {
    return message(405, "Method not allowed");
  }

  private static Answer message(int code, String text) {
    return Verdict.json(code, "{\"message\":\"" + text.replace("\"", "\\\"") + "\"}");
  }
}
