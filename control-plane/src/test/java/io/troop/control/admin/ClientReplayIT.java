package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The requests of Kong's own clients, as go-kong makes them (`kong/*_service.go`,
/// `kong/client.go`) and decK through it, with the answers they look at.
class ClientReplayIT {

  private static final String ID = "00000000-0000-4000-8000-%012d";

  private static final Authority AUTHORITY =
      Authority.create("an-authority", InstantSource.system(), new SecureRandom());

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static String id(int number) {
    return ID.formatted(number);
  }

  /// Sends a request and looks at its status.
  private static Map<String, Object> expect(int status, String method, String path, String body) {
    Reply reply = control.call(method, path, body == null ? null : "application/json", body);
    assertThat(reply.status()).as("%s %s: %s", method, path, reply.json()).isEqualTo(status);
    return reply.json();
  }

  /// Lists as go-kong does: by `size` and `offset`, until there is none.
  private static List<Map<?, ?>> all(String path) {
    List<Map<?, ?>> found = new ArrayList<>();
    String offset = "";
    do {
      Map<String, Object> page =
          expect(200, "GET", path + (path.contains("?") ? "&" : "?") + "size=2" + offset, null);
      assertThat(page).containsKey("data").containsKey("next");
      for (Object entity : (List<?>) page.get("data")) {
        found.add((Map<?, ?>) entity);
      }
      offset = page.get("offset") == null ? "" : "&offset=" + page.get("offset");
    } while (!offset.isEmpty());
    return found;
  }

  /// What every entity service of go-kong does: create without and with an id, get by both keys,
  /// update, list, delete.
  private static void lifeOf(String collection, int number, String key, String fields) {
    String path = "/" + collection;
    String id = id(number);
    String name = collection + "-one";
    String document = "{" + fields.replace("NAME", name) + "}";
    String other =
        "{\"id\":\""
            + id
            + "\",\"created_at\":1700000000,"
            + fields.replace("NAME", name + "-2")
            + "}";
    expect(201, "POST", path, document);
    Map<String, Object> put = expect(200, "PUT", path + "/" + id, other);
    assertThat(put).containsEntry("id", id).containsEntry("created_at", 1700000000L);
    assertThat(expect(200, "GET", path + "/" + id, null)).containsEntry("id", id);
    if (key != null) {
      assertThat(expect(200, "GET", path + "/" + name, null)).containsEntry(key, name);
    }
    expect(200, "PATCH", path + "/" + id, "{\"tags\":[\"by-deck\",\"x\"]}");
    assertThat(all(path + "?tags=by-deck,x")).hasSize(1);
    assertThat(all(path)).hasSizeGreaterThanOrEqualTo(2);
    expect(404, "GET", path + "/" + UUID.randomUUID(), null);
    expect(204, "DELETE", path + "/" + id, null);
    expect(404, "GET", path + "/" + id, null);
    expect(204, "DELETE", path + "/" + id, null);
  }

  @Test
  void addressesOfNodesStandInTheConfiguration() {
    Map<?, ?> configuration = (Map<?, ?>) expect(200, "GET", "/", null).get("configuration");

    assertThat((List<?>) configuration.get("proxy_listeners"))
        .extracting(listener -> (Object) ((Map<?, ?>) listener).get("ssl"))
        .containsExactly(false, true);
    assertThat((List<?>) configuration.get("stream_listeners")).isEmpty();
  }

  @Test
  void whatIsNoEntityHasASchemaAllTheSame() {
    for (String name : List.of("tags", "workspaces", "clustering_data_planes")) {
      assertThat((List<?>) expect(200, "GET", "/schemas/" + name, null).get("fields"))
          .as(name)
          .isNotEmpty();
    }
  }

  @Test
  void aKeyWithTenSecondsToLiveHasLessWhenItIsAnswered() {
    expect(201, "POST", "/consumers", "{\"username\":\"short\"}");
    Map<String, Object> key =
        expect(201, "POST", "/consumers/short/key-auth", "{\"key\":\"fleeting\",\"ttl\":1000}");

    assertThat((Long) key.get("ttl")).isBetween(900L, 1000L);
    assertThat((Long) expect(200, "GET", "/key-auths/fleeting", null).get("ttl"))
        .isBetween(900L, 999L);
  }

  @Test
  void aPluginIsOrderedAmongPluginsThereAre() {
    String body = "{\"name\":\"request-termination\",\"ordering\":{\"before\":{\"%s\":[\"%s\"]}}}";
    Map<String, Object> made =
        expect(201, "POST", "/plugins", body.formatted("access", "key-auth"));
    expect(204, "DELETE", "/plugins/" + made.get("id"), null);
    expect(400, "POST", "/plugins", body.formatted("not-a-phase", "key-auth"));
    assertThat(String.valueOf(expect(400, "POST", "/plugins", body.formatted("access", "nothing"))))
        .contains("no plugin named 'nothing'");
  }

  @Test
  void workspacesAndRolesComeInPages() {
    expect(201, "POST", "/workspaces", "{\"name\":\"page-a\"}");
    expect(201, "POST", "/workspaces", "{\"name\":\"page-b\"}");

    assertThat((List<?>) expect(200, "GET", "/workspaces?size=1", null).get("data")).hasSize(1);
    assertThat(all("/workspaces"))
        .extracting(workspace -> (Object) workspace.get("name"))
        .contains("default", "page-a", "page-b")
        .doesNotHaveDuplicates();
    assertThat(all("/page-a/rbac/roles")).hasSize(3).doesNotHaveDuplicates();
    assertThat(all("/page-a/rbac/users")).isEmpty();
    expect(204, "DELETE", "/workspaces/page-a", null);
    expect(204, "DELETE", "/workspaces/page-b", null);
  }

  @Test
  void aPermissionIsFoundByTheIdOfItsWorkspace() {
    Map<String, Object> workspace = expect(201, "POST", "/workspaces", "{\"name\":\"by-id\"}");
    expect(201, "POST", "/by-id/rbac/roles", "{\"name\":\"ops\"}");
    String permissions = "/by-id/rbac/roles/ops/endpoints";
    Map<String, Object> made =
        expect(
            201,
            "POST",
            permissions,
            "{\"workspace\":\"%s\",\"endpoint\":\"/rbac\",\"actions\":\"read\"}"
                .formatted(workspace.get("id")));
    assertThat(made).containsEntry("workspace", "by-id");
    expect(200, "GET", permissions + "/by-id/rbac", null);
    expect(204, "DELETE", permissions + "/" + workspace.get("id") + "/rbac", null);
    expect(404, "GET", permissions + "/by-id/rbac", null);
    expect(204, "DELETE", "/workspaces/by-id", null);
  }

  @Test
  void informationIsThereAsTheClientsParseIt() {
    for (String path : List.of("/", "/kong", "/default/kong", "/default")) {
      Map<String, Object> root = expect(200, "GET", path, null);
      assertThat(root).containsKeys("version", "configuration", "plugins", "node_id", "timers");
      assertThat(String.valueOf(root.get("version"))).matches("\\d+\\.\\d+\\.\\d+");
    }
    assertThat(expect(200, "GET", "/status", null)).containsKeys("database", "server", "memory");
    assertThat(expect(200, "GET", "/config", null)).containsKey("config");
    assertThat(expect(200, "GET", "/endpoints", null)).containsKey("data");
  }

  @Test
  void everyCollectionLivesAsItsServiceExpects() {
    lifeOf("services", 1, "name", "\"name\":\"NAME\",\"host\":\"h.com\"");
    lifeOf("routes", 2, "name", "\"name\":\"NAME\",\"paths\":[\"/NAME\"]");
    lifeOf("consumers", 3, "username", "\"username\":\"NAME\"");
    lifeOf("upstreams", 4, "name", "\"name\":\"NAME\"");
    lifeOf("key-sets", 5, "name", "\"name\":\"NAME\"");
    lifeOf("vaults", 6, "prefix", "\"name\":\"env\",\"prefix\":\"NAME\"");
  }

  @Test
  void pluginsAreManagedAtLargeAndBelow() {
    expect(201, "POST", "/services", "{\"name\":\"p-svc\",\"host\":\"h.com\"}");
    expect(201, "POST", "/services/p-svc/routes", "{\"name\":\"p-rt\",\"paths\":[\"/p\"]}");
    expect(200, "PUT", "/plugins/" + id(10), "{\"name\":\"key-auth\",\"config\":{}}");
    expect(201, "POST", "/services/p-svc/plugins", "{\"name\":\"key-auth\"}");
    expect(200, "PUT", "/routes/p-rt/plugins/" + id(11), "{\"name\":\"key-auth\"}");
    expect(200, "PATCH", "/routes/p-rt/plugins/" + id(11), "{\"enabled\":false}");
    assertThat(all("/services/p-svc/plugins")).hasSize(1);
    assertThat(all("/routes/p-rt/plugins")).hasSize(1);
    expect(200, "POST", "/schemas/plugins/validate", "{\"name\":\"key-auth\",\"config\":{}}");
    expect(
        400, "POST", "/schemas/plugins/validate", "{\"name\":\"key-auth\",\"config\":{\"x\":1}}");
    assertThat(expect(200, "GET", "/schemas/plugins/key-auth", null)).containsKey("fields");
    assertThat(expect(200, "GET", "/plugins/schema/key-auth", null)).containsKey("fields");
    expect(204, "DELETE", "/routes/p-rt/plugins/" + id(11), null);
    expect(204, "DELETE", "/plugins/" + id(10), null);
    assertThat(expect(200, "GET", "/routes/p-rt/service", null)).containsEntry("name", "p-svc");
  }

  @Test
  void credentialsAreManagedBelowTheirConsumerAndListedAtLarge() {
    expect(201, "POST", "/consumers", "{\"username\":\"c-user\"}");
    Map<String, String> kinds =
        Map.of(
            "key-auth", "{\"key\":\"K\"}",
            "basic-auth", "{\"username\":\"K\",\"password\":\"p\"}",
            "hmac-auth", "{\"username\":\"K\",\"secret\":\"s\"}",
            "jwt", "{\"key\":\"K\",\"secret\":\"s\"}",
            "acls", "{\"group\":\"K\"}");
    Map<String, String> lists =
        Map.of(
            "key-auth", "/key-auths",
            "basic-auth", "/basic-auths",
            "hmac-auth", "/hmac-auths",
            "jwt", "/jwts",
            "acls", "/acls");
    kinds.forEach((kind, body) -> {
      String below = "/consumers/c-user/" + kind;
      expect(201, "POST", below, body);
      expect(200, "PUT", below + "/" + id(20), body.replace("\"K\"", "\"L\""));
      expect(200, "GET", below + "/" + id(20), null);
      expect(200, "PATCH", below + "/" + id(20), "{\"tags\":[\"t\"]}");
      assertThat(all(below)).hasSize(2);
      assertThat(all(lists.get(kind))).hasSize(2);
      expect(204, "DELETE", below + "/" + id(20), null);
    });
  }

  @Test
  void consumerGroupsHaveMembers() {
    Map<String, Object> group = expect(201, "POST", "/consumer_groups", "{\"name\":\"gold\"}");
    expect(200, "PUT", "/consumer_groups/" + id(30), "{\"name\":\"silver\"}");
    expect(201, "POST", "/consumers", "{\"username\":\"member\"}");

    Map<String, Object> joined =
        expect(201, "POST", "/consumer_groups/gold/consumers", "{\"consumer\":\"member\"}");
    assertThat(((Map<?, ?>) joined.get("consumer_group")).get("id")).isEqualTo(group.get("id"));
    expect(409, "POST", "/consumer_groups/gold/consumers", "{\"consumer\":\"member\"}");
    expect(404, "POST", "/consumer_groups/gold/consumers", "{\"consumer\":\"nobody\"}");

    Map<String, Object> read = expect(200, "GET", "/consumer_groups/gold", null);
    assertThat(((Map<?, ?>) read.get("consumer_group")).get("name")).isEqualTo("gold");
    assertThat((List<?>) read.get("consumers")).hasSize(1);
    assertThat(expect(200, "GET", "/consumer_groups/gold?list_consumers=false", null))
        .doesNotContainKey("consumers");
    assertThat(all("/consumer_groups/gold/consumers"))
        .extracting(consumer -> (Object) consumer.get("username"))
        .containsExactly("member");
    assertThat(all("/consumers/member/consumer_groups"))
        .extracting(each -> (Object) each.get("name"))
        .containsExactly("gold");
    expect(201, "POST", "/consumers/member/consumer_groups", "{\"group\":\"silver\"}");
    assertThat(all("/consumers/member/consumer_groups")).hasSize(2);
    expect(200, "GET", "/consumers/member/consumer_groups/silver", null);
    expect(204, "DELETE", "/consumers/member/consumer_groups/silver", null);
    expect(404, "GET", "/consumers/member/consumer_groups/silver", null);
    expect(204, "DELETE", "/consumer_groups/gold/consumers/member", null);
    assertThat(all("/consumer_groups/gold/consumers")).isEmpty();
    expect(204, "DELETE", "/consumer_groups/" + id(30), null);
  }

  @Test
  void targetsAreUpsertedTheWayGoKongTries() {
    expect(201, "POST", "/upstreams", "{\"name\":\"t-up\"}");
    String target = "{\"id\":\"" + id(40) + "\",\"target\":\"1.2.3.4:80\",\"weight\":10}";
    expect(404, "PUT", "/upstreams/t-up/targets/" + id(40), target);
    expect(201, "POST", "/upstreams/t-up/targets", target);
    expect(200, "PUT", "/upstreams/t-up/targets/" + id(40), target.replace("10", "20"));
    assertThat(all("/upstreams/t-up/targets")).hasSize(1);
    expect(200, "GET", "/upstreams/t-up/targets/all", null);
    assertThat(all("/upstreams/t-up/health")).hasSize(1);
    expect(503, "POST", "/upstreams/t-up/targets/1.2.3.4:80/unhealthy", null);
    expect(503, "PUT", "/upstreams/t-up/targets/" + id(40) + "/1.2.3.4:80/healthy", null);
    expect(404, "PUT", "/upstreams/t-up/targets/9.9.9.9:1/healthy", null);
    expect(204, "DELETE", "/upstreams/t-up/targets/" + id(40), null);
  }

  @Test
  void workspacesArePrefixesOfEverything() {
    expect(404, "GET", "/ws-deck/workspaces/ws-deck", null);
    expect(404, "GET", "/workspaces/ws-deck", null);
    expect(201, "POST", "/workspaces", "{\"name\":\"ws-deck\"}");
    expect(200, "GET", "/ws-deck/workspaces/ws-deck", null);
    expect(200, "GET", "/workspaces/ws-deck", null);
    expect(200, "GET", "/ws-deck/kong", null);
    expect(200, "PUT", "/ws-deck/services/" + id(50), "{\"name\":\"in-ws\",\"host\":\"h.com\"}");
    assertThat(all("/ws-deck/services")).hasSize(1);
    assertThat(all("/ws-deck/tags")).isEmpty();
    assertThat(all("/workspaces")).hasSizeGreaterThanOrEqualTo(2);
    expect(204, "DELETE", "/ws-deck/services/" + id(50), null);
    expect(204, "DELETE", "/workspaces/ws-deck", null);
  }

  @Test
  void schemasTellDefaultsAndValidate() {
    for (String entity :
        List.of(
            "services", "routes", "upstreams", "targets", "consumers", "certificates", "vaults")) {
      assertThat((List<?>) expect(200, "GET", "/schemas/" + entity, null).get("fields"))
          .as(entity)
          .isNotEmpty();
    }
    expect(200, "POST", "/schemas/routes/validate", "{\"paths\":[\"/x\"]}");
    expect(400, "POST", "/schemas/routes/validate", "{\"paths\":[\"x\"]}");
    expect(200, "POST", "/schemas/vaults/validate", "{\"name\":\"env\",\"prefix\":\"my-env\"}");
    expect(404, "GET", "/schemas/nothing", null);
  }

  @Test
  void whatIsNotThereIsToldAsNotFound() {
    for (String path :
        List.of(
            "/licenses",
            "/partials",
            "/custom-plugins",
            "/developers",
            "/cloned-plugins",
            "/keyring")) {
      expect(404, "GET", path + "?size=1000", null);
    }
  }

  @Test
  void filterChainsAreRefusedAsDeckExpects() {
    for (String path :
        List.of(
            "/filter-chains",
            "/services/x/filter-chains",
            "/filter-chains/x/route",
            "/routes/x/filters/enabled")) {
      assertThat(expect(400, "GET", path + "?size=1000", null))
          .containsEntry("message", "this endpoint is only available when wasm is enabled");
    }
  }

  @Test
  void aPluginIsPutBackByIdWithAllThatWasRead() {
    Map<String, Object> made =
        expect(201, "POST", "/plugins", "{\"name\":\"correlation-id\",\"tags\":[\"kept\"]}");
    String id = String.valueOf(made.get("id"));
    expect(204, "DELETE", "/plugins/" + id, null);

    Map<String, Object> again = expect(200, "PUT", "/plugins/" + id, Json.text(made));

    assertThat(again.get("created_at")).isEqualTo(made.get("created_at"));
    assertThat(again.get("config")).isEqualTo(made.get("config"));
  }

  private static String quoted(String text) {
    return Json.text(text);
  }

  @Test
  void certificatesGoWithTheirNames() {
    CertifiedKey one = AUTHORITY.issueServer(List.of("one.example.com"));
    String body =
        "{\"cert\":"
            + quoted(Pem.write(List.of(one.leaf())))
            + ",\"key\":"
            + quoted(Pem.write(one.key()))
            + "}";
    Map<String, Object> made = expect(201, "POST", "/certificates", body);
    assertThat(made).containsEntry("snis", List.of());
    expect(200, "PUT", "/certificates/" + id(60), body);
    expect(200, "PATCH", "/certificates/" + id(60), "{\"tags\":[\"by-deck\"]}");
    assertThat(all("/certificates?tags=by-deck")).hasSize(1);

    String sni = "{\"name\":\"%s\",\"certificate\":{\"id\":\"" + id(60) + "\"}}";
    expect(201, "POST", "/snis", sni.formatted("one.example.com"));
    expect(200, "PUT", "/snis/" + id(61), sni.formatted("two.example.com"));
    assertThat(all("/certificates/" + id(60) + "/snis")).hasSize(2);
    assertThat(expect(200, "GET", "/certificates/one.example.com", null))
        .containsEntry("id", id(60))
        .containsEntry("snis", List.of("one.example.com", "two.example.com"));
    expect(200, "PATCH", "/snis/" + id(61), "{\"tags\":[\"x\"]}");
    expect(204, "DELETE", "/snis/" + id(61), null);

    // Its remaining name goes with it.
    expect(204, "DELETE", "/certificates/" + id(60), null);
    expect(404, "GET", "/snis/one.example.com", null);
    assertThat(all("/snis")).isEmpty();

    CertifiedKey other = AUTHORITY.issueServer(List.of("other.example.com"));
    expect(
        400,
        "POST",
        "/certificates",
        "{\"cert\":"
            + quoted(Pem.write(List.of(one.leaf())))
            + ",\"key\":"
            + quoted(Pem.write(other.key()))
            + "}");
  }

  @Test
  void caCertificatesAreKept() {
    String ca = quoted(Pem.write(List.of(AUTHORITY.certificate())));
    Map<String, Object> made = expect(201, "POST", "/ca_certificates", "{\"cert\":" + ca + "}");
    assertThat(String.valueOf(made.get("cert_digest"))).hasSize(64);
    expect(409, "POST", "/ca_certificates", "{\"cert\":" + ca + "}");
    expect(200, "PUT", "/ca_certificates/" + made.get("id"), "{\"cert\":" + ca + "}");
    expect(200, "PATCH", "/ca_certificates/" + made.get("id"), "{\"tags\":[\"x\"]}");
    assertThat(all("/ca_certificates?tags=x")).hasSize(1);
    expect(204, "DELETE", "/ca_certificates/" + made.get("id"), null);
  }

  @Test
  void keysBelongToSets() {
    expect(201, "POST", "/key-sets", "{\"name\":\"set-of-keys\"}");
    String pem =
        "{\"name\":\"pem-key\",\"kid\":\"k1\",\"set\":{\"name\":\"set-of-keys\"},\"pem\":{\"private_key\":"
            + quoted(Pem.write(AUTHORITY.issueServer(List.of("key.example.com")).key()))
            + "}}";
    expect(201, "POST", "/keys", pem);
    expect(409, "POST", "/keys", pem);
    String jwk =
        "{\"name\":\"jwk-key\",\"kid\":\"k2\",\"jwk\":"
            + quoted("{\"kty\":\"oct\",\"kid\":\"k2\",\"k\":\"c2VjcmV0\"}")
            + "}";
    expect(200, "PUT", "/keys/" + id(70), jwk);
    expect(200, "GET", "/keys/jwk-key", null);
    expect(200, "PATCH", "/keys/" + id(70), "{\"tags\":[\"by-deck\"]}");
    assertThat(all("/keys?tags=by-deck")).hasSize(1);
    assertThat(all("/key-sets/set-of-keys/keys")).hasSize(1);
    expect(204, "DELETE", "/key-sets/set-of-keys", null);
    expect(404, "GET", "/keys/pem-key", null);
    expect(204, "DELETE", "/keys/" + id(70), null);
  }

  @Test
  void rolesHavePermissionsOnEndpointsAndEntities() {
    // decK chooses the id itself.
    String own = "/rbac/roles/" + UUID.randomUUID();
    expect(200, "PUT", own, "{\"name\":\"from-deck\"}");
    assertThat(expect(200, "PUT", own, "{\"name\":\"from-deck\",\"comment\":\"twice\"}"))
        .containsEntry("comment", "twice");
    expect(409, "PUT", "/rbac/roles/" + UUID.randomUUID(), "{\"name\":\"from-deck\"}");
    expect(204, "DELETE", "/rbac/roles/from-deck", null);
    Map<String, Object> role = expect(201, "POST", "/rbac/roles", "{\"name\":\"ci\"}");
    expect(200, "PATCH", "/rbac/roles/ci", "{\"comment\":\"for pipelines\"}");
    expect(
        201,
        "POST",
        "/rbac/roles/ci/endpoints",
        "{\"endpoint\":\"/services/*\",\"actions\":\"read,create\",\"negative\":false}");
    assertThat(String.valueOf(expect(200, "GET", "/rbac/roles/ci/endpoints", null).get("data")))
        .contains("/services/*");
    expect(200, "GET", "/rbac/roles/ci/endpoints/default/services/*", null);
    expect(
        200,
        "PATCH",
        "/rbac/roles/ci/endpoints/default/services/*",
        "{\"actions\":\"read\",\"negative\":true}");
    expect(
        201,
        "POST",
        "/rbac/roles/ci/entities",
        "{\"entity_id\":\"*\",\"entity_type\":\"wildcard\",\"actions\":\"read\"}");
    assertThat(expect(200, "GET", "/rbac/roles/ci/permissions", null))
        .containsKeys("endpoints", "entities");
    expect(
        201, "POST", "/rbac/users", "{\"name\":\"robot\",\"user_token\":\"a-long-token-of-it\"}");
    expect(201, "POST", "/rbac/users/robot/roles", "{\"roles\":\"ci\"}");
    assertThat(String.valueOf(expect(200, "GET", "/rbac/users/robot/roles", null)))
        .contains(String.valueOf(role.get("id")));
    expect(200, "GET", "/rbac/users/robot/permissions", null);
    expect(204, "DELETE", "/rbac/users/robot", null);
    expect(204, "DELETE", "/rbac/roles/ci/endpoints/default/services/*", null);
    expect(204, "DELETE", "/rbac/roles/" + role.get("id"), null);
  }
}
