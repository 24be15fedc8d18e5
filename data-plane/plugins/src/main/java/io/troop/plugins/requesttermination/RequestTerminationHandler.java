package io.troop.plugins.requesttermination;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Answers as configured. *Thread-safe.*
final class RequestTerminationHandler implements Handler.OnRequest {
  private final RequestTerminationConfig config;
  private final Verdict answer;

  RequestTerminationHandler(RequestTerminationConfig config) {
    this.config = config;
    this.answer = answer(config);
  }

  private static Verdict answer(RequestTerminationConfig config) {
    int status = config.statusCode();
    String body = config.body();
    if (body != null) {
      String type = config.contentType();
      return new Verdict.Answer(
          status,
          type == null ? List.of() : List.of(Map.entry("Content-Type", type)),
          body.getBytes(StandardCharsets.UTF_8),
          null);
    }
    String text = config.text();
    return text == null
        ? Verdict.empty(status)
        : Verdict.json(status, Json.write(Map.of("message", text)));
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    return config.isTriggered(exchange) ? answer : Verdict.PROCEED;
  }
}
