package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.governance.access.Rules.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RbacIT extends WithAccessControl {

  @SuppressWarnings("unchecked")
  private static List<String[]> operations() {
    List<String[]> all = new ArrayList<>();
    Map<String, Map<String, Object>> paths =
        (Map<String, Map<String, Object>>) master("GET", "/openapi.json", null).json().get("paths");
    paths.forEach((path, methods) ->
        methods.keySet().stream()
            .filter(method -> List.of("get", "post", "put", "patch", "delete").contains(method))
            .forEach(method -> all.add(new String[] {method.toUpperCase(Locale.ROOT), path})));
    return all;
  }

  @Test
  void everyOperationOfTheApiHasARule() {
    Rules rules = control.bean(Rules.class);

    assertThat(operations())
        .hasSizeGreaterThan(150)
        .allSatisfy(operation ->
            assertThat(rules.of(operation[0], operation[1]))
                .as("rule for %s %s: add one to Rules", operation[0], operation[1])
                .isPresent());
  }

  @Test
  void everyOperationIsClosedWithoutTokenAndWithoutPermission() {
    Rules rules = control.bean(Rules.class);
    String nobody = user("", "nobody");
    UUID id = UUID.randomUUID();

    for (String[] operation : operations()) {
      Need need = rules.of(operation[0], operation[1]).orElseThrow();
      String path = operation[1].replaceAll("\\{[^}]*}", id.toString());
      Object body = operation[0].matches("GET|DELETE") ? null : Map.of();
      if (need != Need.OPEN) {
        assertThat(as(null, operation[0], path, body).status())
            .as("%s %s without a token", operation[0], path)
            .isEqualTo(401);
      }
      if (need != Need.OPEN && need != Need.KNOWN) {
        Reply refused = as(nobody, operation[0], path, body);
        assertThat(refused.status()).as("%s %s", operation[0], path).isEqualTo(403);
        assertThat(refused.json().get("message"))
            .asString()
            .startsWith("nobody, you do not have permissions to ")
            .endsWith(" this resource");
      }
    }
  }

  @Test
  void readOnlyReadsEverythingAndChangesNothing() {
    String reader = user("", "reader", "read-only");

    for (String[] operation : operations()) {
      String path = operation[1].replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
      boolean reads = operation[0].equals("GET");
      if (!operation[1].startsWith("/auth/")) {
        int status = as(reader, operation[0], path, reads ? null : Map.of()).status();
        if (reads) {
          assertThat(status).as("GET %s", path).isNotIn(401, 403);
        } else if (operation[1].equals("/explain")) {
          assertThat(status).as("a question").isEqualTo(400);
        } else if (!operation[0].equals("DELETE")) {
          assertThat(status).as("%s %s", operation[0], path).isEqualTo(403);
        }
      }
    }
  }

  @Test
  void whoMayReadRoutesAndPluginsMayHaveARequestExplained() {
    role("plugins-only", Map.of("workspace", "*", "endpoint", "/plugins/*", "actions", "read"));
    Map<String, String> question = Map.of("curl", "curl http://gateway/nowhere-at-all");

    Reply answer = as(user("", "asker", "read-only"), "POST", "/explain", question);
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
    assertThat(answer.json()).containsKeys("match", "others", "plugins");
    String stranger = user("", "plugins-only", "plugins-only");
    assertThat(as(stranger, "POST", "/explain", question).status()).isEqualTo(403);
  }

  @Test
  void anExplanationSpeaksOfNothingThatTheAskerMayNotRead() {
    master("POST", "/workspaces", Map.of("name", "shown"));
    master("POST", "/workspaces", Map.of("name", "kept"));
    master("POST", "/kept/services", Map.of("name", "kept-service", "host", "kept.internal"));
    Object route =
        master(
                "POST",
                "/kept/services/kept-service/routes",
                Map.of("name", "kept-route", "paths", List.of("/kept-path")))
            .json()
            .get("id");
    master(
        "POST",
        "/kept/plugins",
        Map.of("name", "cors", "instance_name", "kept-plugin", "route", Map.of("id", route)));
    Map<String, String> allRoutes =
        Map.of("workspace", "*", "endpoint", "/routes", "actions", "read");
    Map<String, String> plugins =
        Map.of("workspace", "shown", "endpoint", "/plugins", "actions", "read");
    role("routes-and-own", allRoutes, plugins);
    master(
        "POST", "/rbac/roles/routes-and-own/entities", Map.of("entity_id", "*", "actions", "read"));
    role("own-only", Map.of("workspace", "shown", "endpoint", "*", "actions", "read"));
    master("POST", "/rbac/roles/own-only/entities", Map.of("entity_id", "*", "actions", "read"));
    Map<String, String> question = Map.of("curl", "curl http://gateway/kept-path");

    String most =
        as(user("", "routes-asker", "routes-and-own"), "POST", "/shown/explain", question)
            .raw()
            .body();
    String least =
        as(user("", "own-asker", "own-only"), "POST", "/shown/explain", question).raw().body();
    String all = master("POST", "/shown/explain", question).raw().body();

    assertThat(all).contains("kept-route", "kept.internal", "kept-plugin");
    assertThat(most)
        .contains("kept-route")
        .doesNotContain("kept-service", "kept.internal", "kept-plugin");
    assertThat(least)
        .contains("hidden")
        .doesNotContain("kept-route", "kept.internal", "kept-plugin");
  }

  @Test
  void anAuditorReadsTheAuditLogOnly() {
    role("auditor", Map.of("workspace", "*", "endpoint", "/audit/*", "actions", "read"));
    String auditor = user("", "auditor", "auditor");

    assertThat(as(auditor, "GET", "/audit/requests", null).status()).isEqualTo(200);
    assertThat(as(auditor, "GET", "/audit/objects", null).status()).isEqualTo(200);
    assertThat(as(auditor, "GET", "/", null).json()).containsKey("version");
    assertThat(as(auditor, "GET", "/services", null).status()).isEqualTo(403);
    assertThat(as(auditor, "GET", "/rbac/users", null).status()).isEqualTo(403);
  }

  @Test
  void adminHasEverythingButRbac() {
    String admin = user("", "plain-admin", "admin");

    assertThat(as(admin, "POST", "/services", Map.of("name", "by-admin", "host", "a")).status())
        .isEqualTo(201);
    assertThat(as(admin, "GET", "/rbac/users", null).status()).isEqualTo(403);
    assertThat(as(admin, "GET", "/rbac/roles/admin/endpoints", null).status()).isEqualTo(403);
  }

  @Test
  void tokensAreShownOnceAndExpire() {
    Reply made = master("POST", "/rbac/users", Map.of("name", "short-lived", "user_token_ttl", 0));
    String token = String.valueOf(made.json().get("user_token"));
    Reply read = master("GET", "/rbac/users/short-lived", null);

    assertThat(read.json().get("user_token")).asString().startsWith("$").isNotEqualTo(token);
    assertThat(as(token, "GET", "/", null).status()).isEqualTo(401);
    master("PATCH", "/rbac/users/short-lived", Map.of("user_token_ttl", 1000));
    assertThat(as(token, "GET", "/", null).status()).isEqualTo(200);
    master("PATCH", "/rbac/users/short-lived", Map.of("enabled", false));
    assertThat(as(token, "GET", "/", null).status()).isEqualTo(401);
    master("PATCH", "/rbac/users/short-lived", Map.of("enabled", true, "user_token", "another"));
    assertThat(as(token, "GET", "/", null).status()).isEqualTo(401);
    assertThat(as("another", "GET", "/", null).status()).isEqualTo(200);
  }

  @Test
  void nobodyHandsOutMoreThanTheyHave() {
    master("POST", "/workspaces", Map.of("name", "green"));
    String green = user("/green", "green-admin", "workspace-super-admin");
    assertThat(as(green, "POST", "/green/rbac/roles", Map.of("name", "mine")).status())
        .isEqualTo(201);

    assertThat(
            as(
                    green,
                    "POST",
                    "/green/rbac/roles/mine/endpoints",
                    Map.of("workspace", "*", "endpoint", "*"))
                .status())
        .isEqualTo(403);
    assertThat(
            as(
                    green,
                    "POST",
                    "/green/rbac/roles/mine/endpoints",
                    Map.of("workspace", "default", "endpoint", "/services"))
                .status())
        .isEqualTo(403);
    assertThat(
            as(green, "POST", "/green/rbac/roles/mine/endpoints", Map.of("endpoint", "/services"))
                .status())
        .isEqualTo(201);
    assertThat(
            as(green, "PATCH", "/rbac/users/kong_admin", Map.of("user_token", "mine-now")).status())
        .isEqualTo(403);
    assertThat(
            as(green, "PATCH", "/green/rbac/users/kong_admin", Map.of("user_token", "mine-now"))
                .status())
        .isEqualTo(404);
  }

  @Test
  void theLastWhoCanDoEverythingStays() {
    assertThat(as(MASTER, "DELETE", "/rbac/users/kong_admin", null).status()).isEqualTo(400);
    assertThat(as(MASTER, "PATCH", "/rbac/users/kong_admin", Map.of("enabled", false)).status())
        .isEqualTo(400);
    assertThat(as(MASTER, "DELETE", "/rbac/roles/super-admin", null).status()).isEqualTo(400);
    assertThat(
            as(MASTER, "DELETE", "/rbac/users/kong_admin/roles", Map.of("roles", "super-admin"))
                .status())
        .isEqualTo(400);
    // By way of the role.
    String all = "/rbac/roles/super-admin/endpoints/*/*";
    assertThat(as(MASTER, "DELETE", all, null).status()).isEqualTo(400);
    assertThat(as(MASTER, "PATCH", all, Map.of("actions", "read")).status()).isEqualTo(400);
    assertThat(as(MASTER, "PATCH", all, Map.of("negative", true)).status()).isEqualTo(400);
    assertThat(
            as(
                    MASTER,
                    "POST",
                    "/rbac/roles/super-admin/endpoints",
                    Map.of("workspace", "*", "endpoint", "/rbac/*", "negative", true))
                .status())
        .isEqualTo(400);
    // Nor is one enough whose token ends.
    master("POST", "/rbac/users", Map.of("name", "for-an-hour", "user_token_ttl", 3600));
    master("POST", "/rbac/users/for-an-hour/roles", Map.of("roles", "super-admin"));
    assertThat(as(MASTER, "DELETE", "/rbac/users/kong_admin", null).status()).isEqualTo(400);
    assertThat(as(MASTER, "GET", "/rbac/users/kong_admin", null).status()).isEqualTo(200);
  }

  @Test
  void namesWithWildcardsAreRefused() {
    for (String name : List.of("*", "a*", "a/b", "a,b", "..%2f", "a b")) {
      assertThat(as(MASTER, "POST", "/rbac/roles", Map.of("name", name)).status())
          .as(name)
          .isEqualTo(400);
    }
  }

  @Test
  void permissionsAreReadChangedAndTakenAway() {
    role("clerk", Map.of("endpoint", "/services/*", "actions", List.of("read", "update")));
    String clerk = user("", "clerk", "clerk");
    master("POST", "/services", Map.of("name", "for-clerk", "host", "a"));
    master(
        "POST", "/rbac/roles/clerk/entities", Map.of("entity_id", "*", "actions", "read,update"));

    assertThat(as(clerk, "GET", "/services/for-clerk", null).status()).isEqualTo(200);
    assertThat(as(clerk, "GET", "/services", null).status()).isEqualTo(403);
    String one = "/rbac/roles/clerk/endpoints/default//services/*";
    assertThat(master("GET", one, null).json()).containsEntry("negative", false);
    master("PATCH", one, Map.of("negative", true));
    assertThat(as(clerk, "GET", "/services/for-clerk", null).status()).isEqualTo(403);
    master("DELETE", one, null);
    assertThat(master("GET", "/rbac/users/clerk/permissions", null).json().get("endpoints"))
        .asString()
        .isEqualTo("{}");
  }

  @Test
  void guessingTokensIsSlowedDownAndValidOnesStillWork() {
    try (ControlPlaneForTests own =
        ControlPlaneForTests.startWith(Map.of("enforce_rbac", "on", "password", MASTER))) {
      assertThat(get(own, MASTER)).isEqualTo(200);
      int status = 0;
      for (int i = 0; i < 25; i++) {
        status = get(own, "guess-" + i);
      }

      assertThat(status).isEqualTo(429);
      assertThat(get(own, MASTER)).isEqualTo(200);
    }
  }

  private static int get(ControlPlaneForTests of, String token) {
    return of.call("GET", "/services", null, null, Map.of("Kong-Admin-Token", token)).status();
  }

  @Test
  void changesOfUsersAreNoSecretToTheStore() {
    Reply made = master("POST", "/rbac/users", Map.of("name", "hashed"));
    String token = String.valueOf(made.json().get("user_token"));

    assertThat(
            control
                .bean(org.springframework.jdbc.core.JdbcTemplate.class)
                .queryForList("select token_hash from rbac_user", String.class))
        .allMatch(hash -> hash.startsWith("$pbkdf2-sha512$"))
        .noneMatch(hash -> hash.contains(token));
  }
}
