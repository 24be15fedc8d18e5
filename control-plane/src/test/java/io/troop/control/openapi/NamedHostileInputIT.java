package io.troop.control.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile input of which it is known what should come of it.
class NamedHostileInputIT {

  private static final String SQL = "x'; drop table entity; --";

  private final RunningControlPlane server = RunningControlPlane.get();
  private final String workspace = "hostile-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aWorkspaceOfItsOwn() {
    assertThat(server.post("/workspaces", "name", workspace).status()).isEqualTo(201);
  }

  @AfterEach
  void theProcessIsUnharmed() {
    assertThat(server.get("/status").at("database.reachable")).isEqualTo(true);
  }

  private void nothingIsStored(String collection) {
    assertThat(server.get("/" + workspace + "/" + collection).at("data")).isEqualTo(List.of());
  }

  @Test
  void ofAMemberThatStandsTwiceTheLastOneCounts() {
    Reply reply =
        server.send(
            "POST",
            "/" + workspace + "/services",
            "{\"name\":\"first\",\"name\":\"last\",\"host\":\"h.com\"}",
            "application/json");

    assertThat(reply.text("name")).isEqualTo("last");
    assertThat(server.get("/" + workspace + "/services/first").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/yaml",
        "application/octet-stream",
        "invalid",
        "json",
        "multipart/mixed",
        "*/*"
      })
  void whatIsNeitherJsonNorAFormIsRefused(String type) {
    Reply reply =
        server.send(
            "POST", "/" + workspace + "/services", "{\"name\":\"a\",\"host\":\"h.com\"}", type);

    assertThat(reply.status()).isEqualTo(415);
    nothingIsStored("services");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/services/..%2F..%2Fetc%2Fpasswd",
        "/services/%2e%2e%2f%2e%2e%2fstatus",
        "/schemas/..%2F..%2Fetc%2Fpasswd",
        "/schemas/plugins/..%2F..%2Fetc%2Fpasswd",
        "/plugin-schemas/..%2F..%2Fetc%2Fpasswd",
        "/..%2F..%2Fetc%2Fpasswd/services",
        "/revisions/..%2F..%2Fetc%2Fpasswd",
        "/services/..%5C..%5Cetc%5Cpasswd"
      })
  void aPathLeadsOutOfNothing(String path) {
    Reply reply = server.get(path);

    assertThat(reply.status()).isBetween(400, 499);
    assertThat(String.valueOf(reply.body())).doesNotContain("root:");
  }

  @Test
  void sqlIsATextLikeAnyOther() {
    String path = "/" + workspace;
    Reply consumer =
        server.post(
            path + "/consumers", "username", SQL, "custom_id", SQL + "2", "tags", List.of(SQL));
    assertThat(consumer.text("username")).isEqualTo(SQL);
    Reply key = server.post(path + "/consumers/" + consumer.text("id") + "/key-auth", "key", SQL);
    assertThat(key.text("key")).isEqualTo(SQL);

    String escaped = "x%27%3B%20drop%20table%20entity%3B%20--";
    assertThat(server.get(path + "/consumers/" + escaped).at("id")).isEqualTo(consumer.at("id"));
    assertThat(server.get(path + "/consumers?custom_id=" + escaped + "2").at("data.0.id"))
        .isEqualTo(consumer.at("id"));
    assertThat(server.get(path + "/consumers?tags=" + escaped).at("data.0.id"))
        .isEqualTo(consumer.at("id"));
    assertThat(server.get(path + "/consumers?search=" + escaped).at("data.0.id"))
        .isEqualTo(consumer.at("id"));
    assertThat(server.get(path + "/tags/" + escaped).at("data.0.entity_name"))
        .isEqualTo("consumers");
    assertThat(server.get(path + "/key-auths/" + escaped).at("id")).isEqualTo(key.at("id"));
    for (String argument : List.of("size", "offset", "as_of")) {
      assertThat(server.get(path + "/consumers?" + argument + "=" + escaped).status())
          .as(argument)
          .isEqualTo(400);
    }
    assertThat(server.get("/" + escaped + "/consumers").status()).isEqualTo(404);
    assertThat(server.post("/workspaces", "name", SQL).status()).isEqualTo(400);
    assertThat(server.delete(path + "/consumers/" + escaped).status()).isEqualTo(204);
    nothingIsStored("consumers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end return {}",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 1e9 do t[i] = {} end",
        "local function f() return f() + 1 end f()",
        "return ('x'):rep(1e10)",
        "return setmetatable({}, {__index = function() while true do end end})",
        "return os.execute('id')",
        "return io.open('/etc/passwd')",
        "return require('io')",
        "return load('return 1')()",
        "return debug.getinfo(1)",
        "return package.loaded"
      })
  void luaThatLoopsAllocatesOrEscapesIsRefused(String code) {
    Reply made = server.post("/v2/control-planes", "name", workspace);
    String schemas = "/v2/control-planes/" + made.text("id") + "/core-entities/plugin-schemas";

    Reply reply = server.json("POST", schemas, Map.of("lua_schema", code));

    assertThat(reply.status()).as(String.valueOf(reply.body())).isEqualTo(400);
    assertThat(reply.contentType()).startsWith("application/problem+json");
    assertThat(reply.text("detail")).startsWith("invalid plugin schema").doesNotContain("root:");
    assertThat(server.get(schemas).at("items")).isEqualTo(List.of());
    server.delete("/v2/control-planes/" + made.text("id"));
  }
}
