package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests.Reply;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ways around a permission: by other paths, other calls, and what answers give away.
class BypassIT extends WithAccessControl {

  @Test
  void aWorkspaceAdminSeesNoOtherWorkspaceByAnyPath() {
    master("POST", "/workspaces", Map.of("name", "blue"));
    master("POST", "/workspaces", Map.of("name", "red"));
    master("POST", "/red/services", Map.of("name", "red-secret", "host", "red.internal"));
    Object id = master("GET", "/red/services/red-secret", null).json().get("id");
    String blue = user("/blue", "blue-admin", "workspace-super-admin");

    assertThat(as(blue, "POST", "/blue/services", Map.of("name", "b", "host", "b")).status())
        .isEqualTo(201);
    assertThat(as(blue, "GET", "/blue/workspaces/blue", null).status()).isEqualTo(200);
    for (String path :
        List.of(
            "/red/services",
            "//red/services",
            "/red//services",
            "/red/services/",
            "/RED/services",
            "/Red/services",
            "/blue/../red/services",
            "/blue/%2e%2e/red/services",
            "/blue/%2E%2E/red/services",
            "/blue/..%2fred/services",
            "/blue%2f..%2fred/services",
            "/blue/red/services",
            "/%72ed/services",
            "/red%2fservices",
            "/red;x=y/services",
            "/blue;/../red/services",
            "/services",
            "/services/" + id,
            "/blue/services/" + id,
            "/blue/services/../../red/services",
            "/default/services",
            "/red/services/red-secret/routes",
            "/revisions",
            "/blue/revisions",
            "/blue/revisions/1",
            "/audit/objects",
            "/red/audit/objects",
            "/red/audit/requests",
            "/analytics",
            "/blue/analytics",
            "/blue/audit/exports",
            "/blue/workspaces/red",
            "/blue/workspaces",
            "/v2/control-planes")) {
      Reply reply = as(blue, "GET", path, null);
      assertThat(reply.status()).as(path).isIn(400, 401, 403, 404);
      assertThat(reply.raw().body()).as(path).doesNotContain("red.internal");
    }
    assertThat(
            as(
                    blue,
                    "POST",
                    "/blue/change-sets",
                    Map.of(
                        "operations",
                        List.of(
                            Map.of(
                                "method",
                                "PATCH",
                                "path",
                                "/red/services/red-secret",
                                "body",
                                Map.of("host", "stolen")))))
                .status())
        .isIn(403, 404);
    assertThat(as(blue, "POST", "/blue/revisions/1/rollback", Map.of()).status()).isEqualTo(403);
    assertThat(master("GET", "/red/services/red-secret", null).json())
        .containsEntry("host", "red.internal");
  }

  @Test
  void theAuditLogShowsTheEntriesOfThoseWorkspacesInWhichItMayBeRead() {
    for (String workspace : List.of("sea", "sky")) {
      master("POST", "/workspaces", Map.of("name", workspace));
      master("POST", "/" + workspace + "/services", Map.of("name", workspace + "-x", "host", "h"));
    }
    master("POST", "/services", Map.of("name", "home-x", "host", "h"));
    role("home-auditor", Map.of("workspace", "default", "endpoint", "/audit/*", "actions", "read"));
    role(
        "most-auditor",
        Map.of("workspace", "*", "endpoint", "*", "actions", "read"),
        Map.of("workspace", "sky", "endpoint", "*", "actions", "read", "negative", true));
    role("all-auditor", Map.of("workspace", "*", "endpoint", "/audit/*", "actions", "read"));
    String home = user("", "home-auditor", "home-auditor");
    String most = user("", "most-auditor", "most-auditor");
    String sea = user("/sea", "sea-reader", "workspace-read-only");
    String all = user("", "all-auditor", "all-auditor");

    for (String list : List.of("/audit/objects", "/audit/requests")) {
      String path = list + "?size=1000";
      assertThat(as(home, "GET", path, null).raw().body())
          .contains("home-x")
          .doesNotContain("sea-x", "sky-x");
      assertThat(as(most, "GET", path, null).raw().body())
          .contains("home-x")
          .doesNotContain("sky-x");
      assertThat(as(sea, "GET", "/sea" + path, null).raw().body())
          .contains("sea-x")
          .doesNotContain("sky-x", "home-x");
      assertThat(as(all, "GET", path, null).raw().body()).contains("home-x", "sea-x", "sky-x");
      assertThat(as(home, "GET", "/sea" + path, null).status()).isEqualTo(403);
      assertThat(as(most, "GET", "/sky" + path, null).status()).isEqualTo(403);
      assertThat(as(sea, "GET", path, null).status()).isEqualTo(403);
    }
    assertThat(as(home, "GET", "/audit/verify", null).status()).isEqualTo(200);
    for (String reader : List.of(home, most, sea)) {
      assertThat(as(reader, "GET", "/analytics", null).status()).isEqualTo(403);
      assertThat(as(reader, "GET", "/audit/exports", null).status()).isEqualTo(403);
    }
  }

  @Test
  @Timeout(120)
  void whoListensHearsNothingOfOtherWorkspaces() throws Exception {
    master("POST", "/workspaces", Map.of("name", "quiet"));
    master("POST", "/workspaces", Map.of("name", "loud"));
    String listener = user("/quiet", "listener", "workspace-super-admin");
    HttpRequest events =
        HttpRequest.newBuilder(URI.create(control.base() + "/quiet/events"))
            .header("Accept", "text/event-stream")
            .header("Kong-Admin-Token", listener)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      InputStream answer = client.send(events, HttpResponse.BodyHandlers.ofInputStream()).body();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).isEqualTo("event: hello");
        assertThat(lines.readLine()).isEqualTo("data: {\"topics\":[]}");
        master("POST", "/loud/services", Map.of("name", "loud-x", "host", "h"));
        master("DELETE", "/loud/services/loud-x", null);
        master("POST", "/quiet/upstreams", Map.of("name", "quiet-x"));
        master("DELETE", "/quiet/upstreams/quiet-x", null);
        master("POST", "/quiet/consumers", Map.of("username", "quiet-x"));

        List<String> heard = new ArrayList<>();
        while (!heard.contains("data: {\"kind\":\"consumers\"}")) {
          heard.add(lines.readLine());
        }
        assertThat(heard).doesNotContain("data: {\"kind\":\"services\"}", "event: revisions");
        assertThat(heard).contains("data: {\"kind\":\"upstreams\"}");
      }
      client.shutdownNow();
    }
  }

  @Test
  void tenantNamesInHeadersCountForNothing() {
    String blue = user("", "no-roles");

    for (String header :
        List.of("X-Workspace", "Kong-Workspace", "X-Forwarded-User", "X-Kong-RBAC-User")) {
      Reply reply =
          control.call(
              "GET",
              "/services",
              null,
              null,
              Map.of("Kong-Admin-Token", blue, header, "kong_admin", "X-Original-URL", "/status"));
      assertThat(reply.status()).as(header).isEqualTo(403);
    }
  }

  @Test
  void anEntityNeedsItsOwnPermission() {
    Object seen = master("POST", "/services", Map.of("name", "seen", "host", "a")).json().get("id");
    master("POST", "/services", Map.of("name", "unseen", "host", "a"));
    role("some", Map.of("endpoint", "*"));
    master(
        "POST",
        "/rbac/roles/some/entities",
        Map.of("entity_id", seen, "entity_type", "services", "actions", "read"));
    String some = user("", "some", "some");

    assertThat(as(some, "GET", "/services/seen", null).status()).isEqualTo(200);
    assertThat(as(some, "GET", "/services/unseen", null).status()).isEqualTo(403);
    assertThat(as(some, "GET", "/services?size=1000", null).raw().body())
        .contains("\"seen\"")
        .doesNotContain("\"unseen\"");
    assertThat(as(some, "PATCH", "/services/seen", Map.of("port", 1)).status()).isEqualTo(403);
    assertThat(as(some, "POST", "/services", Map.of("host", "a")).status()).isEqualTo(403);
  }

  @Test
  void whoMayNotSeeAWorkspaceIsNotToldWhetherItIsThere() {
    master("POST", "/workspaces", Map.of("name", "there"));
    String nobody = user("", "sees-none");

    for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PROPFIND")) {
      for (String rest : List.of("/services", "/services/x/routes", "/rbac/users", "/nothing")) {
        for (String token : new String[] {nobody, null}) {
          Reply there = as(token, method, "/there" + rest, null);
          Reply nowhere = as(token, method, "/nowhere" + rest, null);
          assertThat(there.status()).as(method + " " + rest).isEqualTo(nowhere.status());
          assertThat(there.raw().body()).isEqualTo(nowhere.raw().body());
        }
      }
    }
    assertThat(as(nobody, "GET", "/nowhere/services", null).status()).isEqualTo(403);
    assertThat(as(nobody, "HEAD", "/there/services", null).raw().body()).isEmpty();
    assertThat(as(MASTER, "GET", "/nowhere/services", null).status()).isEqualTo(404);
  }

  @Test
  void noMethodIsTakenForAnother() {
    master("POST", "/services", Map.of("name", "stays", "host", "a"));
    String reader = user("", "method-reader", "read-only");

    for (String header :
        List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")) {
      Map<String, String> headers = Map.of("Kong-Admin-Token", reader, header, "DELETE");
      assertThat(control.call("GET", "/services/stays", null, null, headers).status())
          .isEqualTo(200);
      headers = Map.of("Kong-Admin-Token", reader, header, "GET");
      assertThat(control.call("DELETE", "/services/stays", null, null, headers).status())
          .isEqualTo(403);
    }
    assertThat(as(reader, "GET", "/services/stays?_method=DELETE", null).status()).isEqualTo(200);
    for (String method : List.of("PROPFIND", "delete", "PURGE", "get")) {
      assertThat(as(reader, method, "/services/stays", null).status()).as(method).isEqualTo(403);
    }
    assertThat(as(reader, "HEAD", "/services/stays", null).status()).isEqualTo(200);
    assertThat(as(MASTER, "GET", "/services/stays", null).status()).isEqualTo(200);
  }

  @Test
  void aTokenInTheAddressCountsForNothing() {
    for (String name : List.of("Kong-Admin-Token", "user_token", "access_token", "token")) {
      assertThat(as(null, "GET", "/services?" + name + "=" + MASTER, null).status())
          .as(name)
          .isEqualTo(401);
    }
    for (String value :
        List.of("Basic " + MASTER, "Token " + MASTER, MASTER, "Bearer", "Bearer ")) {
      assertThat(
              control.call("GET", "/services", null, null, Map.of("Authorization", value)).status())
          .as(value)
          .isEqualTo(401);
    }
  }

  @Test
  void anIdIsTheSameInCapitals() {
    Object id = master("POST", "/services", Map.of("name", "kept", "host", "a")).json().get("id");
    Object home = master("POST", "/workspaces", Map.of("name", "kept-home")).json().get("id");
    role(
        "all-but-one",
        Map.of("workspace", "*", "endpoint", "*"),
        Map.of("workspace", "*", "endpoint", capitals("/services/" + id), "negative", true),
        Map.of("workspace", "kept-home", "endpoint", "/workspaces/*", "negative", true));
    String token = user("", "all-but-one", "all-but-one");

    for (String path : List.of("/services/" + id, "/workspaces/" + home, "/workspaces/kept-home")) {
      assertThat(as(token, "GET", path, null).status()).as(path).isEqualTo(403);
      assertThat(as(token, "GET", capitals(path), null).status()).as(path).isIn(403, 404);
    }
  }

  /// With the last segment in capitals.
  private static String capitals(String path) {
    int slash = path.lastIndexOf('/');
    return path.substring(0, slash) + path.substring(slash).toUpperCase(Locale.ROOT);
  }

  @Test
  void whoIsKeptFromSomethingReachesItByNoCallAboutEverything() {
    master("POST", "/workspaces", Map.of("name", "closed"));
    master("POST", "/closed/services", Map.of("name", "in-closed", "host", "closed.internal"));
    role(
        "not-closed",
        Map.of("workspace", "*", "endpoint", "*"),
        Map.of("workspace", "closed", "endpoint", "*", "negative", true));
    role(
        "no-certificates",
        Map.of("workspace", "*", "endpoint", "*"),
        Map.of("workspace", "*", "endpoint", "/certificates/*", "negative", true));

    for (String name : List.of("not-closed", "no-certificates")) {
      String token = user("", name, name);
      for (String call :
          List.of(
              "GET /config",
              "GET /closed/config",
              "POST /config",
              "GET /revisions",
              "GET /revisions/1",
              "GET /revisions/0/diff/2",
              "POST /revisions/1/rollback",
              "POST /rollouts",
              "POST /clustering/enrolments",
              "DELETE /workspaces/closed?cascade=true",
              "GET /v2/control-planes",
              "POST /v2/control-planes")) {
        String[] words = call.split(" ", -1);
        Reply reply = as(token, words[0], words[1], words[0].equals("POST") ? Map.of() : null);
        assertThat(reply.status()).as(name + " " + call).isEqualTo(403);
        assertThat(reply.raw().body()).doesNotContain("closed.internal");
      }
      assertThat(as(token, "GET", "/fleet", null).status()).isEqualTo(200);
    }
    assertThat(master("GET", "/closed/services/in-closed", null).json())
        .containsEntry("host", "closed.internal");
  }

  @Test
  void whoHasTheFirstWorkspaceHasNotAllOfThem() {
    master("POST", "/workspaces", Map.of("name", "second"));
    master("POST", "/second/services", Map.of("name", "in-second", "host", "second.internal"));
    role("first-only", Map.of("workspace", "default", "endpoint", "*"));
    String first = user("", "first-only", "first-only");

    assertThat(as(first, "GET", "/services", null).status()).isEqualTo(200);
    assertThat(as(first, "GET", "/fleet", null).status()).isEqualTo(200);
    for (String call :
        List.of(
            "GET /revisions",
            "GET /revisions/0/diff/1",
            "POST /rollouts",
            "POST /clustering/enrolments",
            "POST /fleet/adopt",
            "POST /pki/prepare",
            "GET /second/services",
            "DELETE /workspaces/second?cascade=true")) {
      String[] words = call.split(" ", -1);
      assertThat(as(first, words[0], words[1], words[0].equals("POST") ? Map.of() : null).status())
          .as(call)
          .isEqualTo(403);
    }
    assertThat(master("GET", "/second/services/in-second", null).status()).isEqualTo(200);
  }

  @Test
  void aWorkspaceAdminChangesNothingThatAllWorkspacesShare() {
    master("POST", "/workspaces", Map.of("name", "tenant"));
    String tenant = user("/tenant", "tenant-admin", "workspace-super-admin");

    assertThat(as(tenant, "GET", "/tenant/ca_certificates", null).status()).isEqualTo(200);
    for (String call :
        List.of(
            "POST /tenant/ca_certificates",
            "PUT /tenant/ca_certificates/" + UUID.randomUUID(),
            "DELETE /tenant/ca_certificates/" + UUID.randomUUID(),
            "POST /tenant/plugin-schemas",
            "PUT /tenant/plugin-schemas/mine",
            "POST /tenant/pki/prepare",
            "POST /tenant/encryption/rotate",
            "PUT /tenant/debug/node/log-level/debug",
            "PUT /tenant/audit/exports/mine")) {
      String[] words = call.split(" ", -1);
      assertThat(as(tenant, words[0], words[1], Map.of()).status()).as(call).isEqualTo(403);
    }
  }

  @Test
  void pagesAndTheirOffsetsTellOfNothingUnseen() {
    role("pages", Map.of("endpoint", "*"));
    List<Object> hidden = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String name = (i % 2 == 0 ? "page-" : "hidden-") + i;
      Object id =
          master(
                  "POST",
                  "/consumers",
                  Map.of("username", name, "custom_id", i + name, "tags", List.of("of-pages")))
              .json()
              .get("id");
      if (i % 2 == 0) {
        master(
            "POST",
            "/rbac/roles/pages/entities",
            Map.of("entity_id", id, "entity_type", "consumers", "actions", "read"));
      } else {
        hidden.add(id);
      }
    }
    String token = user("", "pages", "pages");

    for (String path :
        List.of(
            "/consumers?size=1",
            "/consumers?size=1&sort_by=name",
            "/consumers?size=1&sort_by=created_at&sort_desc=true",
            "/consumers?size=1&tags=of-pages",
            "/tags/of-pages?size=1",
            "/tags?size=1")) {
      List<Object> seen = new ArrayList<>();
      String next = path;
      while (next != null) {
        Map<String, Object> page = as(token, "GET", next, null).json();
        seen.addAll((List<?>) page.get("data"));
        assertThat((List<?>) page.get("data")).as(path).hasSize(1);
        Object offset = page.get("offset");
        next = offset == null ? null : path + "&offset=" + offset;
        assertThat(offset == null ? "" : plain(String.valueOf(offset)))
            .as(path)
            .doesNotContain("hidden")
            .doesNotContain(hidden.stream().map(String::valueOf).toArray(String[]::new));
      }
      assertThat(seen).as(path).hasSize(3);
      assertThat(seen.toString()).doesNotContain("hidden");
    }
  }

  /// An offset as somebody reads it who wants to know what is in it.
  private static String plain(String offset) {
    String text = URLDecoder.decode(offset, StandardCharsets.UTF_8).replaceAll("=+$", "");
    return text
        + new String(
            (text.contains("-") || text.contains("_")
                    ? Base64.getUrlDecoder()
                    : Base64.getDecoder())
                .decode(text),
            StandardCharsets.UTF_8);
  }

  @Test
  void anEntityIsChangedByNoCallWithoutItsPermission() {
    Object id = master("POST", "/upstreams", Map.of("name", "up")).json().get("id");
    Object target =
        master("POST", "/upstreams/up/targets", Map.of("target", "10.0.0.1:80")).json().get("id");
    role("looks", Map.of("endpoint", "*"));
    for (Map.Entry<Object, String> seen : Map.of(id, "upstreams", target, "targets").entrySet()) {
      master(
          "POST",
          "/rbac/roles/looks/entities",
          Map.of("entity_id", seen.getKey(), "entity_type", seen.getValue(), "actions", "read"));
    }
    master("POST", "/services", Map.of("name", "not-looked-at", "host", "unseen.internal"));
    String looks = user("", "looks", "looks");

    String one = "/upstreams/up/targets/" + target;
    assertThat(as(looks, "GET", "/upstreams/up/health", null).status()).isEqualTo(200);
    assertThat(as(looks, "PUT", one + "/unhealthy", null).status()).isEqualTo(403);
    assertThat(as(looks, "POST", one + "/10.0.0.1:80/healthy", null).status()).isEqualTo(403);
    assertThat(as(MASTER, "PUT", one + "/unhealthy", null).status()).as("no node").isEqualTo(503);
    // A change that changes nothing shows nothing either.
    for (String method : List.of("PATCH", "PUT")) {
      Reply reply = as(looks, method, "/services/not-looked-at", Map.of("host", "unseen.internal"));
      assertThat(reply.status()).as(method).isEqualTo(403);
      assertThat(reply.raw().body()).doesNotContain("unseen.internal");
    }
    assertThat(as(looks, "PATCH", "/services/not-looked-at", Map.of()).status()).isEqualTo(403);
  }

  @Test
  void nobodyTakesTokensFromWhoHasMore() {
    Map<String, Object> issued =
        master("POST", "/v3/users/me/access-tokens", Map.of("name", "of-the-first")).json();
    Object first = master("GET", "/rbac/users/kong_admin", null).json().get("id");
    role("of-users", Map.of("workspace", "default", "endpoint", "/rbac/users/*"));
    String clerk = user("", "of-users", "of-users");

    String one = "/v3/users/" + first + "/access-tokens/" + issued.get("id");
    assertThat(as(clerk, "DELETE", one, null).status()).isEqualTo(404);
    assertThat(as(clerk, "POST", "/v3/users/" + first + "/access-tokens", Map.of()).status())
        .isEqualTo(403);
    assertThat(
            control
                .call(
                    "GET",
                    "/services",
                    null,
                    null,
                    Map.of("Authorization", "Bearer " + issued.get("token")))
                .status())
        .isEqualTo(200);
    master("DELETE", one, null);
  }
}
