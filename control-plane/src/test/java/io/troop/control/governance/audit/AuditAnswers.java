package io.troop.control.governance.audit;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import java.util.List;
import java.util.Map;

/// What tests read in answers about the audit log. *Stateless.*
final class AuditAnswers {

  private AuditAnswers() {}

  /// The id under which a call is on record.
  static String requestId(Reply reply) {
    return reply.raw().headers().firstValue("X-Kong-Admin-Request-ID").orElseThrow();
  }

  /// The rows of a page.
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> data(Reply reply) {
    return (List<Map<String, Object>>) reply.json().get("data");
  }

  /// What verification says of the first chain whose name begins so.
  @SuppressWarnings("unchecked")
  static Map<String, Object> chain(ControlPlaneForTests of, String name) {
    return ((List<Map<String, Object>>) of.get("/audit/verify").json().get("chains"))
        .stream()
            .filter(chain -> String.valueOf(chain.get("chain")).startsWith(name))
            .findFirst()
            .orElseThrow();
  }
}
