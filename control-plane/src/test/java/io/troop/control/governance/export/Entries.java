package io.troop.control.governance.export;

import io.troop.control.document.Json;
import io.troop.control.governance.audit.Entry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Entries of the audit log, such as the article about CloudTrail shows one. *Stateless.*
final class Entries {

  private Entries() {}

  /// @param more names and values that differ
  static Entry entry(long seq, Object... more) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("client_ip", "172.31.76.246");
    members.put("method", "GET");
    members.put("path", "/event-hooks/?size=100");
    members.put("payload", null);
    members.put("rbac_user_id", null);
    members.put("request_id", "8XsOaNYwXgn0VmgA8qYYpVteu14p9" + (100 + seq));
    members.put("signature", null);
    members.put("status", 200L);
    members.put("workspace", "cca82c73-2365-441b-8860-9e074d93b205");
    for (int i = 0; i < more.length; i += 2) {
      members.put((String) more[i], more[i + 1]);
    }
    return new Entry(
        "requests",
        seq,
        1_663_013_700,
        1_663_013_700 + 2_592_000,
        new UUID(0, 0),
        null,
        Json.text(members),
        new byte[0]);
  }
}
