package io.troop.control.konnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import io.troop.control.database.TestDatabase;
import io.troop.control.store.ControlPlanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KonnectIT {

  private static final String UNKNOWN = "/v2/control-planes/f3b0d1a4-0000-4000-8000-000000000000";
  private static final String SCHEMA =
      """
      local typedefs = require "kong.db.schema.typedefs"
      return {
        name = "%s",
        fields = {
          { consumer = typedefs.no_consumer },
          { config = { type = "record", fields = {
              { application_id = { type = "string", required = true } },
              { batch_size = { type = "number", default = 50 } },
              { level = { type = "string", default = "low", custom_validator = function(v)
                  if v == "wrong" then return nil, "not this one" end
                  return true
                end } },
          } } },
        },
      }
      """;

  private final RunningControlPlane server = RunningControlPlane.get();

  private static String unique(String word) {
    return word + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private String controlPlane() {
    Reply made = server.post("/v2/control-planes", "name", unique("team"));
    assertThat(made.status()).isEqualTo(201);
    return "/v2/control-planes/" + made.text("id");
  }

  @Test
  void servesControlPlanesAsResources() {
    String name = unique("shop");
    Reply made =
        server.post(
            "/v2/control-planes",
            "name",
            name,
            "description",
            "The shop's gateways",
            "labels",
            Map.of("env", "prod"));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("config.cluster_type")).isEqualTo("CLUSTER_TYPE_CONTROL_PLANE");
    assertThat(made.text("config.auth_type")).isEqualTo("pinned_client_certs");
    assertThat(made.text("config.control_plane_endpoint")).isEqualTo("https://127.0.0.1:8005");

    String path = "/v2/control-planes/" + made.text("id");
    assertThat(server.get(path).body()).isEqualTo(made.body());

    Reply changed = server.patch(path, "description", "Moved", "labels", Map.of("env", "test"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("name")).isEqualTo(name);
    assertThat(changed.text("description")).isEqualTo("Moved");
    assertThat(changed.text("labels.env")).isEqualTo("test");

    assertThat(server.delete(path).status()).isEqualTo(204);
    assertThat(server.get(path).status()).isEqualTo(404);
  }

  @Test
  void theFirstControlPlaneStaysTheFirstUnderAnotherName() {
    Map<String, String> database = TestDatabase.settings();
    try (ControlPlaneForTests control = ControlPlaneForTests.start(database)) {
      control.post("/services", Map.of("name", "kept", "host", "kept.example"));
      UUID first = control.bean(ControlPlanes.class).first();
      var renamed = control.patch("/v2/control-planes/" + first, Map.of("name", "production"));
      assertThat(renamed.status()).isEqualTo(200);
    }
    try (ControlPlaneForTests again = ControlPlaneForTests.start(database)) {
      assertThat(again.get("/services/kept").status()).isEqualTo(200);
      assertThat(again.bean(ControlPlanes.class).all())
          .extracting(ControlPlanes.Tenant::name)
          .containsExactly("production");
    }
  }

  @Test
  void deletesAControlPlaneWithWhatIsInIt() {
    String path = controlPlane();
    Reply service =
        server.post(path + "/core-entities/services", "name", "a", "url", "http://a.example");
    server.post(
        path + "/core-entities/routes",
        "service",
        Map.of("id", service.text("id")),
        "paths",
        List.of("/a"));

    assertThat(server.delete(path).status()).isEqualTo(204);
    assertThat(server.get(path + "/core-entities/services").status()).isEqualTo(404);
  }

  @Test
  void describesEntitiesToClientsThatTakeDefaultsFromThere() {
    String schemas = controlPlane() + "/core-entities/v1/schemas/json/";
    assertThat(server.get(schemas + "service").text("properties.retries.default")).isEqualTo("5");
    assertThat(server.get(schemas + "key-set").status()).isEqualTo(200);
    assertThat(server.get(schemas + "nothing").status()).isEqualTo(404);
  }

  @Test
  void listsTheTargetsOfAllUpstreams() {
    String entities = controlPlane() + "/core-entities";
    server.post(entities + "/upstreams", "name", "u");
    server.post(entities + "/upstreams/u/targets", "target", "10.0.0.1:80");

    Reply all = server.get(entities + "/targets?size=1000");

    assertThat(all.status()).isEqualTo(200);
    assertThat(all.text("data.0.target")).isEqualTo("10.0.0.1:80");
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      assertThat(server.json(method, "/targets", Map.of()).status())
          .as("Kong has no such list, %s", method)
          .isEqualTo(404);
    }
    assertThat(server.get("/v1/schemas/json/service").status())
        .as("nor JSON Schemas")
        .isEqualTo(404);
    assertThat(server.get("/openapi.json").at("paths"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .doesNotContainKeys("/targets", "/v1/schemas/json/{entity}");
  }

  @Test
  void keepsTheFirstControlPlane() {
    Reply first = server.get("/v2/control-planes?filter[name][eq]=default");

    assertThat(server.delete("/v2/control-planes/" + first.text("data.0.id")).status())
        .isEqualTo(403);
  }

  @Test
  void refusesWhatNoControlPlaneCanBe() {
    Reply taken = server.post("/v2/control-planes", "name", "default");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.contentType()).startsWith("application/problem+json");
    assertThat(taken.text("invalid_parameters.0.field")).isEqualTo("name");

    Reply nameless = server.post("/v2/control-planes", "description", "x");
    assertThat(nameless.status()).isEqualTo(400);
    assertThat(nameless.text("invalid_parameters.0.reason")).contains("1 to 255 characters");

    Reply group =
        server.post(
            "/v2/control-planes",
            "name",
            unique("group"),
            "cluster_type",
            "CLUSTER_TYPE_CONTROL_PLANE_GROUP");
    assertThat(group.text("invalid_parameters.0.reason")).contains("groups are not offered");

    assertThat(server.get(UNKNOWN).status()).isEqualTo(404);
    assertThat(server.get("/v2/control-planes/no-id").text("detail")).contains("'no-id'");
    assertThat(server.get(controlPlane() + "/group-status").status()).isEqualTo(501);
  }

  @Test
  void filtersSortsAndPages() {
    String word = unique("page");
    for (String letter : List.of("c", "a", "b")) {
      server.post("/v2/control-planes", "name", word + letter, "labels", Map.of("letter", letter));
    }
    String filter = "/v2/control-planes?filter[name][contains]=" + word;

    Reply first = server.get(filter + "&page[size]=2&sort=name%20desc");
    assertThat(first.text("meta.page.total")).isEqualTo("3");
    assertThat(first.text("meta.page.size")).isEqualTo("2");
    assertThat(first.text("data.0.name")).isEqualTo(word + "c");
    Reply second = server.get(filter + "&page[size]=2&page[number]=2&sort=name%20desc");
    assertThat(second.at("data"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .hasSize(1);
    assertThat(second.text("data.0.name")).isEqualTo(word + "a");

    assertThat(server.get(filter + "&labels=letter:b").text("data.0.name")).isEqualTo(word + "b");
    assertThat(server.get("/v2/control-planes?filter[colour]=red").status()).isEqualTo(400);
    assertThat(server.get("/v2/control-planes?page[size]=none").status()).isEqualTo(400);
    Reply nodes = server.get(controlPlane() + "/nodes?page[size]=x");
    assertThat(nodes.status()).isEqualTo(400);
    assertThat(nodes.contentType()).startsWith("application/problem+json");
    assertThat(nodes.text("detail")).contains("page[size]: 'x'");
  }

  @Test
  void letsClientsWalkThePagesOfRuntimeGroups() {
    controlPlane();
    controlPlane();
    List<String> names = new ArrayList<>();
    int page = 1;
    while (true) {
      Reply reply = server.get("/konnect-api/api/runtime_groups?size=1&page=" + page);
      assertThat(reply.status()).isEqualTo(200);
      ((List<?>) reply.at("data")).forEach(group -> names.add(group.toString()));
      if (((List<?>) reply.at("data")).isEmpty()
          || reply.at("page").equals(reply.at("pageCount"))) {
        break;
      }
      page++;
    }

    assertThat(names).hasSizeGreaterThanOrEqualTo(3);
    assertThat(names.toString()).contains("name=default");
    assertThat(server.get("/v2/organizations/me").at("id")).isNotNull();
  }

  @Test
  void keepsTheConfigurationsOfControlPlanesApart() {
    String one = controlPlane() + "/core-entities";
    String other = controlPlane() + "/core-entities";

    assertThat(server.post(one + "/services", "name", "orders", "url", "http://a.example").status())
        .isEqualTo(201);
    assertThat(
            server.post(other + "/services", "name", "orders", "url", "http://b.example").status())
        .isEqualTo(201);

    assertThat(server.get(one + "/services/orders").text("host")).isEqualTo("a.example");
    assertThat(server.get(other + "/services/orders").text("host")).isEqualTo("b.example");
    assertThat(server.get("/services/orders").status()).isEqualTo(404);
    assertThat(server.post(one + "/services", "name", "orders", "url", "http://a").status())
        .isEqualTo(409);
    assertThat(server.get(UNKNOWN + "/core-entities/services").status()).isEqualTo(404);
  }

  @Test
  void linksToTheNextPageBelowTheControlPlane() {
    String root = controlPlane() + "/core-entities";
    server.post(root + "/services", "name", "a", "url", "http://a");
    server.post(root + "/services", "name", "b", "url", "http://b");

    assertThat(server.get(root + "/services?size=1").text("next"))
        .startsWith(root + "/services?offset=");
  }

  @Test
  void takesAPluginThatIsUploaded() {
    String root = controlPlane() + "/core-entities";
    String name = unique("reporter");

    assertThat(server.post(root + "/plugins", "name", name).text("message"))
        .contains("plugin '" + name + "' not enabled");
    Reply made = server.post(root + "/plugin-schemas", "lua_schema", SCHEMA.formatted(name));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("item.name")).isEqualTo(name);
    assertThat(made.text("item.lua_schema")).contains("typedefs.no_consumer");
    assertThat(made.at("item.created_at")).isInstanceOf(Long.class);

    Reply plugin =
        server.post(root + "/plugins", "name", name, "config", Map.of("application_id", "x"));
    assertThat(plugin.status()).isEqualTo(201);
    assertThat(plugin.text("config.batch_size")).isEqualTo("50");
    assertThat(plugin.text("config.level")).isEqualTo("low");
    Reply again =
        server.post(root + "/plugins", "name", name, "config", Map.of("application_id", "x"));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("message")).contains("name=\"" + name + "\"");

    String id = plugin.text("id");
    Reply wrong = server.patch(root + "/plugins/" + id, "config", Map.of("level", "wrong"));
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text("fields.config.level")).isEqualTo("not this one");
    Reply right = server.patch(root + "/plugins/" + id, "config", Map.of("batch_size", 7));
    assertThat(right.text("config.batch_size")).isEqualTo("7");
    assertThat(right.text("config.application_id")).isEqualTo("x");
  }

  @Test
  void readsAFormByTheUploadedSchema() {
    String root = controlPlane() + "/core-entities";
    String name = unique("reporter");
    server.post(root + "/plugin-schemas", "lua_schema", SCHEMA.formatted(name));

    Reply plugin =
        server.form(
            root + "/plugins",
            "name",
            name,
            "config.application_id",
            "77",
            "config.batch_size",
            "12");

    assertThat(plugin.status()).isEqualTo(201);
    assertThat(plugin.at("config.application_id")).isEqualTo("77");
    assertThat(plugin.at("config.batch_size")).isEqualTo(12L);
  }

  @Test
  void showsAndChecksByTheUploadedSchema() {
    String root = controlPlane() + "/core-entities";
    String name = unique("reporter");
    server.post(root + "/plugin-schemas", "lua_schema", SCHEMA.formatted(name));

    Reply shown = server.get(root + "/schemas/plugins/" + name);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body().toString()).contains("application_id={required=true, type=string}");
    assertThat(server.get("/schemas/plugins/" + name).status()).isEqualTo(404);

    assertThat(server.post(root + "/schemas/plugins/validate", "name", name).status())
        .isEqualTo(400);
    assertThat(
            server
                .post(
                    root + "/schemas/plugins/validate",
                    "name",
                    name,
                    "config",
                    Map.of("application_id", "x"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void keepsUploadedSchemasToTheirControlPlane() {
    String one = controlPlane() + "/core-entities";
    String other = controlPlane() + "/core-entities";
    String name = unique("reporter");
    server.post(one + "/plugin-schemas", "lua_schema", SCHEMA.formatted(name));

    assertThat(
            server
                .post(other + "/plugins", "name", name, "config", Map.of("application_id", "x"))
                .status())
        .isEqualTo(400);
  }

  @Test
  void refusesSchemasThatAreNone() {
    String root = controlPlane() + "/core-entities/plugin-schemas";
    String name = unique("reporter");

    Reply text = server.post(root, "lua_schema", "not a program");
    assertThat(text.status()).isEqualTo(400);
    assertThat(text.text("invalid_parameters.0.field")).isEqualTo("lua_schema");
    assertThat(server.post(root, "lua_schema", "while true do end").text("detail"))
        .contains("ran for more than");
    assertThat(server.post(root, "lua_schema", "return os.execute('true')").text("detail"))
        .contains("there is no 'os'");
    assertThat(server.post(root, "schema", "x").status()).isEqualTo(400);
    assertThat(server.post(root, "lua_schema", SCHEMA.formatted("key-auth")).status())
        .isIn(409, 201);

    server.post(root, "lua_schema", SCHEMA.formatted(name));
    assertThat(server.post(root, "lua_schema", SCHEMA.formatted(name)).status()).isEqualTo(409);
  }

  @Test
  void listsReplacesAndDeletesSchemas() {
    String root = controlPlane() + "/core-entities";
    String all = root + "/plugin-schemas";
    String name = unique("reporter");
    String one = all + "/" + name;
    server.post(all, "lua_schema", SCHEMA.formatted(name));

    assertThat(server.get(all).text("items.0.name")).isEqualTo(name);
    assertThat(server.get(all).text("page.total_count")).isEqualTo("1");
    Reply replaced = server.put(one, "lua_schema", SCHEMA.formatted(name).replace("= 50", "= 60"));
    assertThat(replaced.status()).isEqualTo(200);
    Reply plugin =
        server.post(root + "/plugins", "name", name, "config", Map.of("application_id", "x"));
    assertThat(plugin.text("config.batch_size")).isEqualTo("60");

    Reply refused = server.delete(one);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("detail")).contains("in use by 1 plugin");
    server.delete(root + "/plugins/" + plugin.text("id"));
    assertThat(server.delete(one).status()).isEqualTo(204);
    assertThat(server.get(one).status()).isEqualTo(404);
    assertThat(server.put(all + "/other", "lua_schema", SCHEMA.formatted(name)).status())
        .isEqualTo(400);
  }
}
