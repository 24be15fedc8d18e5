package io.troop.control.admin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Authority;
import io.troop.certs.Pem;
import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// What clients rely on, where no recorded case of Kong's says it.
class ContractIT {

  private final RunningControlPlane server = RunningControlPlane.get();

  private static String unique(String word) {
    return word + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private String workspace() {
    String name = unique("ws");
    assertThat(server.post("/workspaces", "name", name).status()).isEqualTo(201);
    return "/" + name;
  }

  private Reply created(Reply reply) {
    assertThat(reply.status()).as(String.valueOf(reply.body())).isEqualTo(201);
    return reply;
  }

  @Test
  void formsMakeAServiceARouteAPluginAndAConsumerWithAKeyBelowAWorkspace() {
    String ws = workspace();
    Reply service =
        created(server.form(ws + "/services", "name", "svc", "url", "http://a.demo.svc:5000"));
    assertThat(service.at("host")).isEqualTo("a.demo.svc");
    assertThat(service.at("port")).isEqualTo(5000L);
    assertThat(service.at("protocol")).isEqualTo("http");
    assertThat(service.at("path")).isNull();
    assertThat(service.at("retries")).isEqualTo(5L);
    assertThat(service.at("read_timeout")).isEqualTo(60000L);
    assertThat(service.at("enabled")).isEqualTo(true);
    assertThat(service.at("tags")).isNull();

    Reply route = created(server.form(ws + "/services/svc/routes", "name", "rt", "paths", ws));
    assertThat(route.at("paths")).isEqualTo(List.of(ws));
    assertThat(route.at("strip_path")).isEqualTo(true);
    assertThat(route.at("service")).isEqualTo(Map.of("id", service.text("id")));

    Reply plugin =
        created(
            server.form(
                ws + "/routes/rt/plugins", "name", "key-auth", "config.key_names", "apikey"));
    assertThat(plugin.at("config.key_names")).isEqualTo(List.of("apikey"));
    assertThat(plugin.at("config.key_in_header")).isEqualTo(true);

    Reply consumer = created(server.form(ws + "/consumers", "username", "test-consumer"));
    Reply key = created(server.form(ws + "/consumers/test-consumer/key-auth", "key", ws));
    assertThat((Map<?, ?>) key.body())
        .extracting(Map::keySet)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
        .containsExactlyInAnyOrder("id", "key", "consumer", "created_at", "tags", "ttl");
    assertThat(key.at("consumer.id")).isEqualTo(consumer.at("id"));
    assertThat(server.get(ws + "-not/services").status()).isEqualTo(404);
  }

  @Test
  void aSecondPluginOfThatNameIsToldWithItsEmptyScopes() {
    String ws = workspace();
    created(server.form(ws + "/plugins/", "name", "key-auth"));
    Reply second = server.form(ws + "/plugins/", "name", "key-auth");

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.at("code")).isEqualTo(5L);
    assertThat(second.text("message"))
        .isEqualTo(
            "UNIQUE violation detected on"
                + " '{consumer=null,name=\"key-auth\",route=null,service=null}'");
    assertThat((Map<?, ?>) second.at("fields")).hasSize(4);
  }

  @Test
  void whatOthersReferToStays() {
    Authority authority = Authority.create("used", InstantSource.system(), new SecureRandom());
    Reply ca =
        created(
            server.post("/ca_certificates", "cert", Pem.write(List.of(authority.certificate()))));
    String name = unique("tls");
    Reply service =
        created(
            server.post(
                "/services",
                "name",
                name,
                "url",
                "https://h.com",
                "ca_certificates",
                List.of(ca.text("id"))));

    Reply refused = server.delete("/ca_certificates/" + ca.text("id"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("code")).isEqualTo(19L);
    assertThat(refused.text("name")).isEqualTo("referenced by others");
    assertThat(refused.text("message"))
        .isEqualTo(
            "ca certificate %s is still referenced by services (id = %s)"
                .formatted(ca.text("id"), service.text("id")));
    assertThat(server.delete("/services/" + name).status()).isEqualTo(204);
    assertThat(server.delete("/ca_certificates/" + ca.text("id")).status()).isEqualTo(204);
  }

  @Test
  void anImportAnswersWhatItMadeAndNothingWhenNothingChanges() {
    String config = workspace() + "/config";
    Object document =
        Map.of("_format_version", "3.0", "consumers", List.of(Map.of("username", "bob")));

    Reply made = created(server.json("POST", config + "?check_hash=1", document));
    Map<?, ?> consumers = (Map<?, ?>) made.at("consumers");
    assertThat(consumers).hasSize(1);
    Object id = consumers.keySet().iterator().next();
    assertThat(((Map<?, ?>) consumers.get(id)).get("username")).isEqualTo("bob");

    assertThat(server.json("POST", config + "?check_hash=1", document).status()).isEqualTo(304);
    assertThat(server.json("POST", config, document).status()).isEqualTo(201);
    Reply broken = server.json("POST", config, Map.of("_format_version", "3.0", "consumers", 5));
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.at("code")).isEqualTo(14L);
    assertThat(server.get(config.replace("config", "consumers/bob")).status()).isEqualTo(200);
  }

  @Test
  void oneOfTwoImportsAtATimeIsAskedToComeAgain() throws Exception {
    Reply plane = created(server.post("/v2/control-planes", "name", unique("busy")));
    String path = "/v2/control-planes/" + plane.text("id") + "/core-entities/config";
    try (HttpClient client = HttpClient.newHttpClient();
        Connection connection = server.bean(DataSource.class).getConnection()) {
      connection.setAutoCommit(false);
      hold(connection, plane.text("id"));
      CompletableFuture<HttpResponse<String>> one = imported(client, path, "one");
      CompletableFuture<HttpResponse<String>> two = imported(client, path, "two");
      // The other one waits for the head of the configuration.
      CompletableFuture.anyOf(one, two).get(60, SECONDS);
      CompletableFuture<HttpResponse<String>> other = one.isDone() ? two : one;
      HttpResponse<String> refused = (one.isDone() ? one : two).get();
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(refused.body()).contains("Currently loading previous configuration");
      connection.rollback();

      assertThat(other.get(60, SECONDS).statusCode()).isEqualTo(201);
    }
  }

  private static void hold(Connection connection, String plane) throws java.sql.SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select id from control_plane where id = ? for update")) {
      lock.setObject(1, UUID.fromString(plane));
      assertThat(lock.executeQuery().next()).isTrue();
    }
  }

  private CompletableFuture<HttpResponse<String>> imported(
      HttpClient client, String path, String username) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create(server.base() + path))
            .header("Content-Type", "application/yaml")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "_format_version: \"3.0\"\nconsumers:\n- username: " + username + "\n"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whatIsToldOfTheGatewayHasItsShape() {
    Reply root = server.get("/");
    assertThat(root.text("tagline")).isEqualTo("Welcome to kong");
    assertThat(root.text("version")).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(root.text("edition")).isEqualTo("community");
    assertThat(root.text("lua_version")).startsWith("LuaJIT 2.1.");
    for (String member :
        List.of("hostname", "node_id", "timers.running", "pids.master", "pids.workers")) {
      assertThat(root.at(member)).as(member).isNotNull();
    }
    Map<?, ?> available = (Map<?, ?>) root.at("plugins.available_on_server");
    assertThat(((Map<?, ?>) available.get("key-auth")).keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrder("version", "priority");
    assertThat(root.at("configuration.router_flavor")).isNotNull();
    assertThat(server.get(workspace() + "/kong").at("version")).isEqualTo(root.at("version"));

    Reply status = server.get("/status");
    assertThat(status.at("memory.workers_lua_vms.0.pid")).isNotNull();
    assertThat(status.at("memory.lua_shared_dicts.kong")).isNotNull();
    for (String count :
        List.of(
            "connections_accepted",
            "connections_active",
            "connections_handled",
            "connections_reading",
            "connections_waiting",
            "connections_writing",
            "total_requests")) {
      assertThat(status.at("server." + count)).as(count).isInstanceOf(Long.class);
    }
    assertThat((List<?>) server.get("/plugins/enabled").at("enabled_plugins"))
        .extracting(String::valueOf)
        .contains("acl", "zipkin");
    assertThat((List<?>) server.get("/endpoints").at("data"))
        .extracting(String::valueOf)
        .contains("/", "/acls", "/upstreams/{upstreams}/health", "/clustering/data-planes");
    assertThat(server.get("/cache/nothing").status()).isEqualTo(404);
    assertThat(server.delete("/cache/nothing").status()).isEqualTo(204);
    assertThat(server.delete("/cache").status()).isEqualTo(204);
    assertThat(server.get("/schemas/nothing").text("message"))
        .isEqualTo("No entity named 'nothing'");
    assertThat(server.get("/schemas/plugins/nothing").text("message"))
        .isEqualTo("No plugin named 'nothing'");
  }

  @Test
  void konnectsAddressesAnswerInTheirShapes() {
    String plane =
        "/v2/control-planes/"
            + created(server.post("/v2/control-planes", "name", unique("shape"))).text("id");

    Reply hash = server.get(plane + "/expected-config-hash");
    assertThat(hash.text("expected_hash")).matches("[0-9a-f]{32}");
    assertThat(hash.at("created_at")).isInstanceOf(Long.class);
    assertThat(hash.at("updated_at")).isInstanceOf(Long.class);
    assertThat(server.get(plane + "/expected-config-version").at("expected_version")).isNotNull();
    for (String list : List.of("/dp-client-certificates", "/nodes", "/nodes/eol")) {
      Reply reply = server.get(plane + list);
      assertThat(reply.at("items")).as(list).isEqualTo(List.of());
      assertThat(reply.at("page.total_count")).as(list).isEqualTo(0L);
    }
    Authority authority = Authority.create("node", InstantSource.system(), new SecureRandom());
    String pem = Pem.write(List.of(authority.certificate()));
    Reply pinned =
        created(server.post(plane + "/dp-client-certificates", "cert", pem, "title", "one"));
    assertThat(pinned.at("item.title")).isEqualTo("one");
    assertThat(pinned.text("item.cert")).startsWith("-----BEGIN CERTIFICATE-----");
    String one = plane + "/dp-client-certificates/" + pinned.text("item.id");
    assertThat(server.get(one).body()).isEqualTo(pinned.body());
    assertThat(server.delete(one).status()).isEqualTo(204);
    assertThat(server.get(one).status()).isEqualTo(404);
    for (String path : List.of("/group-memberships", "/group-status", "/group-member-status")) {
      assertThat(server.get(plane + path).status()).as(path).isEqualTo(501);
    }
    Reply problem = server.get(plane + "/nodes/" + UUID.randomUUID());
    assertThat(problem.contentType()).startsWith("application/problem+json");
    assertThat(problem.at("status")).isEqualTo(404L);
    assertThat(problem.text("title")).isEqualTo("Not Found");
    assertThat(problem.text("instance")).startsWith("troop:trace:");
    assertThat(problem.text("detail")).isNotBlank();
    assertThat(server.get("/v2/organizations/me").at("name")).isNotNull();
    Reply groups = server.get("/konnect-api/api/runtime_groups?size=100&page=1");
    assertThat(groups.at("page")).isEqualTo(groups.at("pageCount"));
  }
}
