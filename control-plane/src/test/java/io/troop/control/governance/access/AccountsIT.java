package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/// Users, roles, administrators and workspaces in the shapes that Kong's documentation and its
/// public clients have them.
class AccountsIT {

  private static final String MASTER = "kong";

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    // The settings of the documentation's first steps; a header of one's own besides.
    control =
        ControlPlaneForTests.startWith(
            Map.of(
                "enforce_rbac", "on",
                "password", MASTER,
                "rbac_auth_header", "X-Our-Token",
                "audit_log", "on",
                "admin_gui_auth", "basic-auth",
                "admin_gui_session_conf",
                    "{\"secret\":\"kong\",\"cookie_secure\":false,\"cookie_name\":\"kong_cookie\"}"));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static Reply as(String token, String method, String path, Object body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Our-Token", token);
    return control.send(method, path, body, headers);
  }

  private static Map<String, Object> master(int status, String method, String path, Object body) {
    Reply reply = as(MASTER, method, path, body);
    assertThat(reply.status()).as(method + " " + path + " " + reply.raw().body()).isEqualTo(status);
    return reply.json();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @Test
  void aUserHasKongsFieldsAndItsTokenIsAHash() {
    Map<String, Object> made =
        master(201, "POST", "/rbac/users", Map.of("name", "alex", "user_token", "alex-token"));

    assertThat(made)
        .containsKeys(
            "id",
            "name",
            "user_token",
            "user_token_ident",
            "enabled",
            "comment",
            "created_at",
            "updated_at")
        .containsEntry("enabled", true)
        .containsEntry("comment", null);
    assertThat(made.get("user_token")).asString().startsWith("$").doesNotContain("alex-token");
    assertThat(made.get("user_token_ident")).asString().hasSize(5);
    assertThat(made.get("created_at")).isInstanceOf(Long.class);
    assertThat(master(200, "GET", "/rbac/users/" + made.get("id"), null)).isEqualTo(made);
    assertThat(list(master(200, "GET", "/rbac/users", null).get("data"))).contains(made);
    assertThat(as("alex-token", "GET", "/rbac/users", null).status()).isEqualTo(403);
  }

  @Test
  void theDocumentationsRoleOfADeveloperWorks() {
    master(201, "POST", "/rbac/users", Map.of("name", "dev", "user_token", "dev-token"));
    Map<String, Object> role = master(201, "POST", "/rbac/roles", Map.of("name", "dev"));
    assertThat(role).containsKeys("id", "name", "comment", "is_default", "created_at");
    Map<String, Object> permission =
        master(
            201,
            "POST",
            "/rbac/roles/dev/endpoints",
            Map.of("endpoint", "/services/", "workspace", "default", "actions", List.of("*")));
    assertThat(permission)
        .containsEntry("workspace", "default")
        .containsEntry("negative", false)
        .containsEntry("actions", List.of("create", "read", "update", "delete"))
        .containsEntry("role", Map.of("id", role.get("id")));
    Map<String, Object> given =
        master(201, "POST", "/rbac/users/dev/roles", Map.of("roles", "dev,read-only"));
    assertThat(map(given.get("user"))).containsEntry("name", "dev");
    assertThat(list(given.get("roles")))
        .extracting(each -> each.get("name"))
        .containsExactly("dev", "read-only");
    master(204, "DELETE", "/rbac/users/dev/roles", Map.of("roles", "read-only"));

    assertThat(as("dev-token", "GET", "/services", null).status()).isEqualTo(200);
    Reply refused = as("dev-token", "GET", "/routes", null);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json())
        .containsEntry("message", "dev, you do not have permissions to read this resource");
    assertThat(master(200, "GET", "/rbac/users/dev/permissions", null))
        .containsEntry("entities", Map.of())
        .hasEntrySatisfying(
            "endpoints",
            all ->
                assertThat(map(map(all).get("default")).get("/services"))
                    .isEqualTo(
                        Map.of(
                            "actions",
                            List.of("create", "read", "update", "delete"),
                            "negative",
                            false)));
    String one = "/rbac/roles/dev/endpoints/default/services";
    assertThat(master(200, "PATCH", one, Map.of("actions", "create,read", "comment", "less")))
        .containsEntry("actions", List.of("create", "read"))
        .containsEntry("comment", "less");
    master(204, "DELETE", one, null);
    master(404, "GET", one, null);
  }

  @Test
  void permissionsOfSeveralRolesAreShownAsTheyCount() {
    master(201, "POST", "/rbac/users", Map.of("name", "of-both"));
    for (String name : List.of("first-half", "second-half", "forbids")) {
      master(201, "POST", "/rbac/roles", Map.of("name", name));
    }
    permit("first-half", "/routes", "read", false);
    permit("second-half", "/routes", "create,update", false);
    permit("second-half", "/plugins", "read", false);
    permit("forbids", "/plugins", "read,delete", true);
    Map<String, Object> onEntity =
        master(
            201,
            "POST",
            "/rbac/roles/first-half/entities",
            Map.of("entity_id", "*", "actions", "read"));
    assertThat(onEntity).containsEntry("entity_type", "wildcard");
    master(
        201,
        "POST",
        "/rbac/users/of-both/roles",
        Map.of("roles", "first-half,second-half,forbids"));

    Map<String, Object> all = master(200, "GET", "/rbac/users/of-both/permissions", null);

    assertThat(map(map(all.get("endpoints")).get("default")))
        .containsEntry(
            "/routes", Map.of("actions", List.of("create", "read", "update"), "negative", false))
        .containsEntry("/plugins", Map.of("actions", List.of("read", "delete"), "negative", true));
    assertThat(map(all.get("entities")))
        .containsEntry("*", Map.of("actions", List.of("read"), "negative", false));
    assertThat(master(200, "GET", "/rbac/roles/forbids/permissions", null))
        .containsEntry("entities", Map.of())
        .containsKey("endpoints");
  }

  private static void permit(String role, String endpoint, String actions, boolean negative) {
    master(
        201,
        "POST",
        "/rbac/roles/" + role + "/endpoints",
        Map.of("endpoint", endpoint, "actions", actions, "negative", negative));
  }

  @Test
  void whoIsCalledSuperAdminIsOne() {
    master(201, "POST", "/rbac/users", Map.of("name", "super-admin", "user_token", "super-token"));

    assertThat(as("super-token", "GET", "/rbac/users", null).status()).isEqualTo(200);
    // By renaming, nobody becomes one.
    master(204, "DELETE", "/rbac/users/super-admin", null);
    master(201, "POST", "/rbac/users", Map.of("name", "plain", "user_token", "plain-token"));
    master(200, "PATCH", "/rbac/users/plain", Map.of("name", "super-admin"));
    assertThat(as("plain-token", "GET", "/rbac/users", null).status()).isEqualTo(403);
    master(204, "DELETE", "/rbac/users/super-admin", null);
  }

  @Test
  void aTokenIsOfOneUserAndMayBeGivenAgainToTheSame() {
    master(201, "POST", "/rbac/users", Map.of("name", "one", "user_token", "foo"));
    master(201, "POST", "/rbac/users", Map.of("name", "other", "user_token", "other-token"));

    master(409, "POST", "/rbac/users", Map.of("name", "third", "user_token", "foo"));
    master(409, "PATCH", "/rbac/users/other", Map.of("user_token", "foo"));
    master(200, "PATCH", "/rbac/users/one", Map.of("user_token", "foo"));
    master(400, "PATCH", "/rbac/users/one", Map.of("user_token", "fo"));
    assertThat(as("foo", "GET", "/", null).status()).isEqualTo(200);
  }

  @Test
  void administratorsAreUsersWithAnAddress() {
    Map<String, Object> made =
        map(
            master(
                    200,
                    "POST",
                    "/admins",
                    Map.of(
                        "username", "newAdmin",
                        "email", "admin@test.com",
                        "custom_id", "admin123",
                        "rbac_token_enabled", true))
                .get("admin"));
    assertThat(made)
        .containsEntry("username", "newAdmin")
        .containsEntry("email", "admin@test.com")
        .containsEntry("custom_id", "admin123")
        .containsEntry("rbac_token_enabled", true)
        .containsEntry("status", 4L)
        .containsKeys("id", "created_at", "updated_at");
    String token = String.valueOf(map(made.get("rbac_user")).get("user_token"));
    String one = "/admins/" + made.get("id");

    assertThat(as(token, "GET", "/", null).status()).isEqualTo(200);
    assertThat(as(token, "GET", "/admins", null).status()).isEqualTo(403);
    assertThat(master(200, "GET", one, null).toString()).doesNotContain(token);
    for (String key : List.of("newAdmin", "admin@test.com", "admin123")) {
      assertThat(master(200, "GET", "/admins/" + key, null)).containsEntry("id", made.get("id"));
    }
    assertThat(master(200, "GET", one + "/rbac_user", null)).containsEntry("name", "newAdmin");
    assertThat(list(master(200, "GET", "/admins/", null).get("data")))
        .extracting(admin -> admin.get("username"))
        .containsExactly("kong_admin", "newAdmin");

    // As clients do: what was read is sent back with a change.
    Map<String, Object> changed = new LinkedHashMap<>(master(200, "GET", one, null));
    changed.put("custom_id", "admin321");
    changed.put("password", "a-password-of-some-length");
    assertThat(master(200, "PATCH", one, changed))
        .containsEntry("custom_id", "admin321")
        .containsEntry("email", "admin@test.com")
        .containsEntry("status", 0L);
    Map<String, Object> roles =
        master(201, "POST", one + "/roles", Map.of("name_or_id", "x", "roles", "read-only"));
    assertThat(list(roles.get("roles")))
        .extracting(role -> role.get("name"))
        .containsExactly("read-only");
    assertThat(as(token, "GET", "/services", null).status()).isEqualTo(200);
    assertThat((List<?>) Json.parse(as(MASTER, "GET", one + "/workspaces", null).raw().body()))
        .hasSize(1);
    master(204, "DELETE", one + "/roles", Map.of("name_or_id", "x", "roles", "read-only"));
    assertThat(as(token, "GET", "/services", null).status()).isEqualTo(403);

    master(200, "PATCH", one, Map.of("rbac_token_enabled", false));
    assertThat(as(token, "GET", "/", null).status()).isEqualTo(401);
    Map<String, Object> again = master(200, "PATCH", one, Map.of("rbac_token_enabled", true));
    String fresh = String.valueOf(map(again.get("rbac_user")).get("user_token"));
    assertThat(as(fresh, "GET", "/", null).status()).isEqualTo(200);

    master(204, "DELETE", one, null);
    master(404, "GET", one, null);
    master(404, "GET", "/rbac/users/newAdmin", null);
  }

  @Test
  void administratorsAreKeptApartAndNothingIsMailed() {
    master(200, "POST", "/admins", Map.of("username", "a1", "email", "a1@test.com"));
    assertThat(master(409, "POST", "/admins", Map.of("username", "a1")))
        .containsEntry("message", "user already exists with same username, email, or custom_id");
    master(409, "POST", "/admins", Map.of("username", "a2", "email", "a1@test.com"));
    master(404, "GET", "/rbac/users/a2", null);
    master(400, "POST", "/admins", Map.of());
    master(201, "POST", "/rbac/users", Map.of("name", "no-admin"));
    master(404, "GET", "/admins/no-admin", null);
    assertThat(master(400, "GET", "/admins/a1?generate_register_url=true", null).get("message"))
        .asString()
        .contains("PATCH /admins/NAME");
    assertThat(master(404, "POST", "/admins/register", Map.of()).get("message"))
        .asString()
        .contains("password");
    master(404, "POST", "/admins/password_resets", Map.of());
    master(404, "GET", "/admins/a1/consumer", null);
    // The same laws as for users: the last who can do everything stays.
    master(400, "DELETE", "/admins/kong_admin", null);
    master(204, "DELETE", "/admins/a1", null);
  }

  @Test
  void whoMayNotHandleUsersMayNotByAnotherName() {
    master(201, "POST", "/rbac/users", Map.of("name", "plain-admin", "user_token", "pa-token"));
    master(201, "POST", "/rbac/users/plain-admin/roles", Map.of("roles", "admin"));

    assertThat(as("pa-token", "GET", "/services", null).status()).isEqualTo(200);
    for (String path : List.of("/admins", "/admins/kong_admin", "/admins/kong_admin/roles")) {
      assertThat(as("pa-token", "GET", path, null).status()).as(path).isEqualTo(403);
    }
    assertThat(as("pa-token", "POST", "/admins", Map.of("username", "mine")).status())
        .isEqualTo(403);
  }

  @Test
  void aWorkspaceHasKongsFieldsAndNoNameOfAnEntity() {
    Map<String, Object> made =
        master(201, "POST", "/workspaces", Map.of("name", "team-a", "comment", "ours"));

    assertThat(made)
        .containsKeys("id", "name", "comment", "config", "meta", "created_at")
        .containsEntry("comment", "ours");
    // Clients ask whether it is there by this path.
    assertThat(master(200, "GET", "/team-a/workspaces/team-a", null)).isEqualTo(made);
    for (String name :
        List.of(
            "services",
            "consumers",
            "vaults",
            "admins",
            "rbac_users",
            "tags",
            "workspaces",
            ".",
            "..",
            "a/b",
            "*",
            "")) {
      assertThat(as(MASTER, "POST", "/workspaces", Map.of("name", name)).status())
          .as("'" + name + "'")
          .isEqualTo(400);
    }
    assertThat(master(200, "GET", "/workspaces/team-a/meta", null)).containsKey("counts");
    master(201, "POST", "/team-a/services", Map.of("name", "in-a", "host", "a"));
    master(400, "DELETE", "/workspaces/team-a", null);
    master(404, "GET", "/services/in-a", null);
    master(204, "DELETE", "/workspaces/team-a?cascade=true", null);
  }

  @Test
  void anObjectEntryHasKongsFields() {
    master(201, "POST", "/consumers", Map.of("username", "on-record"));

    Map<String, Object> entry =
        list(master(200, "GET", "/audit/objects?size=1000", null).get("data")).stream()
            .filter(row -> String.valueOf(row.get("entity")).contains("on-record"))
            .findFirst()
            .orElseThrow();

    assertThat(entry.keySet())
        .containsAll(
            Set.of(
                "id",
                "request_id",
                "entity_key",
                "dao_name",
                "operation",
                "entity",
                "rbac_user_id",
                "rbac_user_name",
                "signature",
                "request_timestamp",
                "ttl"));
    assertThat(entry)
        .containsEntry("dao_name", "consumers")
        .containsEntry("operation", "create")
        .containsEntry("rbac_user_name", "kong_admin");
    assertThat(Json.object(String.valueOf(entry.get("entity"))))
        .containsEntry("username", "on-record");
    Reply reply = as(MASTER, "GET", "/services", null);
    assertThat(reply.raw().headers().firstValue("X-Kong-Admin-Request-ID").orElseThrow())
        .matches("[0-9A-Za-z]{32}");
    assertThat(reply.raw().headers().firstValue("X-Kong-Admin-Latency").orElseThrow())
        .matches("\\d+");
  }

  /// Two processes over one database: one takes back what the other has seen.
  @Test
  void whatIsTakenBackCountsNoMoreInAnyProcess() {
    UUID user = control.bean(AccountStore.class).accounts().user("kong_admin").orElseThrow().id();
    AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
    InstantSource clock = time::get;
    AccountStore theirs = store(clock);
    AccountStore ours = store(clock);
    Secrets secrets = new Secrets(new SecureRandom());
    JdbcClient database = control.bean(JdbcClient.class);
    AccessTokens here = new AccessTokens(database, ours, secrets, clock);
    AccessTokens there = new AccessTokens(database, theirs, secrets, clock);
    AccessTokens.Issued issued = here.issue(user, "remembered", null).orElseThrow();
    assertThat(here.user(issued.secret())).contains(user);
    assertThat(there.user(issued.secret())).contains(user);

    // As long as nobody says so, the database is not asked: a row that is gone is not missed.
    database.sql("update access_token set digest = digest || 'x'::bytea").update();
    assertThat(there.user(issued.secret())).contains(user);
    time.updateAndGet(now -> now.plus(Duration.ofMinutes(2)));
    assertThat(there.user(issued.secret())).as("a minute later it is asked again").isEmpty();
    database.sql("update access_token set digest = substr(digest, 1, 32)").update();
    assertThat(there.user(issued.secret())).contains(user);
    assertThat(here.user(issued.secret())).contains(user);

    here.revoke(user, issued.token().id());
    assertThat(here.user(issued.secret())).as("here at once").isEmpty();
    time.updateAndGet(now -> now.plus(Duration.ofSeconds(1)));
    assertThat(there.user(issued.secret())).as("there within a second").isEmpty();
  }

  @Test
  void aTokenThatEndsIsNotRememberedForLonger() {
    UUID user = control.bean(AccountStore.class).accounts().user("kong_admin").orElseThrow().id();
    Instant begun = Instant.parse("2026-03-04T05:06:07Z");
    AtomicReference<Instant> time = new AtomicReference<>(begun);
    AccessTokens tokens =
        new AccessTokens(
            control.bean(JdbcClient.class),
            store(time::get),
            new Secrets(new SecureRandom()),
            time::get);
    AccessTokens.Issued issued = tokens.issue(user, "short", begun.plusSeconds(10)).orElseThrow();

    assertThat(tokens.user(issued.secret())).contains(user);
    time.set(begun.plusSeconds(9));
    assertThat(tokens.user(issued.secret())).contains(user);
    time.set(begun.plusSeconds(10));
    assertThat(tokens.user(issued.secret())).isEmpty();
    // The clock was set back behind what is remembered: the database is asked.
    time.set(begun.minusSeconds(100));
    assertThat(tokens.user(issued.secret())).contains(user);
    tokens.revoke(user, issued.token().id());
  }

  private static AccountStore store(InstantSource clock) {
    return new AccountStore(
        control.bean(JdbcClient.class), control.bean(PlatformTransactionManager.class), clock);
  }
}
