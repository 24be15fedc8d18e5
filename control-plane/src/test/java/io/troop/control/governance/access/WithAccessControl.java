package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Tests of a control plane that asks who is calling: with a first administrator, and with users
/// and roles that a test makes.
class WithAccessControl {

  static final String MASTER = "the-first-token";

  static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control =
        ControlPlaneForTests.startWith(
            Map.of("enforce_rbac", "both", "password", MASTER, "audit_log", "on"));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  static Reply as(String token, String method, String path, Object body) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (token != null) {
      headers.put("Kong-Admin-Token", token);
    }
    return control.send(method, path, body, headers);
  }

  static Reply master(String method, String path, Object body) {
    Reply reply = as(MASTER, method, path, body);
    assertThat(reply.status()).as(method + " " + path + " " + reply.json()).isLessThan(300);
    return reply;
  }

  /// A user with these roles; the answer is the token.
  static String user(String prefix, String name, String... roles) {
    Reply made = master("POST", prefix + "/rbac/users", Map.of("name", name));
    if (roles.length > 0) {
      master(
          "POST",
          prefix + "/rbac/users/" + name + "/roles",
          Map.of("roles", String.join(",", roles)));
    }
    return String.valueOf(made.json().get("user_token"));
  }

  static void role(String name, Object... permissions) {
    master("POST", "/rbac/roles", Map.of("name", name));
    for (Object permission : permissions) {
      master("POST", "/rbac/roles/" + name + "/endpoints", permission);
    }
  }
}
