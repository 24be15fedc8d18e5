package io.troop.control.konnect;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Caller;
import io.troop.control.admin.Endpoint;
import io.troop.control.document.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Errors as problem documents (RFC 9457), with the members that Konnect's clients read.
/// *Stateless.*
public final class Problems {

  private static final String TYPE = "application/problem+json";
  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          409, "Conflict",
          413, "Payload Too Large",
          415, "Unsupported Media Type",
          500, "Internal Server Error",
          501, "Not Implemented");

  private Problems() {}

  /// A parameter that is wrong.
  public record Invalid(String field, String reason) {

    private Map<String, Object> shown() {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("field", field);
      out.put("reason", reason);
      out.put("source", "body");
      return out;
    }
  }

  public static Answer of(int status, String detail, Invalid... invalid) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("status", (long) status);
    out.put("title", TITLES.getOrDefault(status, "Error"));
    Caller.current().ifPresent(caller -> out.put("instance", "troop:trace:" + caller.requestId()));
    out.put("detail", detail);
    out.put("message", detail); // Kong's clients look for it in every answer.
    if (invalid.length > 0) {
      out.put("invalid_parameters", List.of(invalid).stream().map(Invalid::shown).toList());
    }
    return Answer.of(status, new Answer.Text(TYPE, Json.text(out)));
  }

  public static RuntimeException refused(int status, String detail, Invalid... invalid) {
    return new AdminErrors.Refused(of(status, detail, invalid));
  }

  /// An endpoint whose failures are problem documents.
  public static Endpoint guarded(Endpoint endpoint) {
    return call -> {
      Answer answer;
      try {
        answer = endpoint.answer(call);
      } catch (RuntimeException problem) {
        answer = AdminErrors.of(problem);
      }
      return answer.status() >= 400 && answer.body() instanceof Map<?, ?> body
          ? of(answer.status(), String.valueOf(body.get("message")))
          : answer;
    };
  }
}
