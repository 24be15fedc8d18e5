package io.troop.control.fleet;

import io.troop.control.admin.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Konnect's error answers: problem documents. *Stateless.*
final class Problem {

  private Problem() {}

  private static Answer of(
      int status, String title, String detail, String instance, List<Map<String, String>> wrong) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", status);
    document.put("title", title);
    document.put("instance", instance);
    document.put("detail", detail);
    if (!wrong.isEmpty()) {
      document.put("invalid_parameters", wrong);
    }
    return Answer.of(status, document);
  }

  static Answer notFound(String instance) {
    return of(404, "Not Found", "Not found", instance, List.of());
  }

  static Answer conflict(String detail, String instance) {
    return of(409, "Conflict", detail, instance, List.of());
  }

  /// A field that can't be used.
  static Answer invalid(String field, String reason, String instance) {
    return of(
        400,
        "Bad Request",
        "Invalid Parameters",
        instance,
        List.of(Map.of("field", field, "reason", reason, "source", "body")));
  }
}
