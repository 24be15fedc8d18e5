package io.troop.control.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import io.troop.control.document.Yaml;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfigIT {

  private static final String EMPTY = "_format_version: \"3.0\"\n";

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @BeforeEach
  void wipe() {
    load("/config", EMPTY);
  }

  private static Reply load(String path, String text) {
    return control.call("POST", path, "application/yaml", text);
  }

  private static String export() {
    return String.valueOf(control.get("/config").json().get("config"));
  }

  private static Object at(Object value, Object... path) {
    Object found = value;
    for (Object step : path) {
      found =
          step instanceof Integer index
              ? ((List<?>) found).get(index)
              : ((Map<?, ?>) found).get(step);
    }
    return found;
  }

  private static long revision() {
    Reply revisions = control.get("/revisions?size=1");
    return (Long) at(revisions.json(), "data", 0, "revision");
  }

  @Test
  void whatIsStoredExportsIsWipedAndComesBackToTheSameBytes() {
    control.post(
        "/services",
        Map.of("name", "shop", "url", "https://shop.com/x", "tags", List.of("a", "yes")));
    control.post("/services/shop/routes", Map.of("name", "r", "paths", List.of("~/v\\d+$", "/é")));
    control.post("/routes", Map.of("hosts", List.of("nameless.com")));
    control.post("/services/shop/plugins", Map.of("name", "key-auth", "instance_name", "on"));
    control.post("/plugins", Map.of("name", "cors", "config", Map.of("max_age", 10)));
    control.post("/consumers", Map.of("username", "bob", "custom_id", "0123"));
    control.post("/consumers/bob/key-auth", Map.of("key", "k: #1"));
    control.post("/consumers/bob/basic-auth", Map.of("username", "b", "password", "secret"));
    control.post("/consumers/bob/acls", Map.of("group", "g"));
    control.post("/consumer_groups", Map.of("name", "gold"));
    control.post("/upstreams", Map.of("name", "up"));
    control.post("/upstreams/up/targets", Map.of("target", "1.2.3.4:80", "weight", 7));
    control.post("/key-sets", Map.of("name", "ks"));
    control.post(
        "/vaults", Map.of("name", "env", "prefix", "my-env", "config", Map.of("prefix", "X_")));
    String before = export();
    assertThat(before).contains("consumer_groups:", "targets:", "key_sets:", "vaults:");

    assertThat(load("/config", EMPTY).status()).isEqualTo(201);
    assertThat(control.get("/services").json()).containsEntry("data", List.of());
    assertThat(load("/config", before).status()).isEqualTo(201);

    assertThat(export()).isEqualTo(before);
    assertThat(control.get("/consumers/bob/basic-auth/b").status()).isEqualTo(200);
  }

  @Test
  void anImportIsOneRevisionAndASecondOneChangesNothing() {
    String text =
        """
        _format_version: "3.0"
        services:
        - name: one
          host: a.com
          routes:
          - paths: [/a]
            plugins:
            - name: key-auth
        - host: nameless.com
        """;
    long before = revision();
    assertThat(load("/config", text).status()).isEqualTo(201);
    assertThat(revision()).isEqualTo(before + 1);

    assertThat(load("/config", text).status()).isEqualTo(201);
    assertThat(revision()).isEqualTo(before + 1);
    assertThat(load("/config?check_hash=1", text).status()).isEqualTo(304);
    control.patch("/services/one", Map.of("host", "b.com"));
    assertThat(load("/config?check_hash=1", text).status()).isEqualTo(201);
    assertThat(control.get("/services/one").json()).containsEntry("host", "a.com");
  }

  @Test
  void entitiesThatSwapTheirNamesAreTaken() {
    String one = "00000000-0000-4000-8000-000000000001";
    String two = "00000000-0000-4000-8000-000000000002";
    String form = EMPTY + "consumers:\n- {id: %s, username: a}\n- {id: %s, username: b}\n";
    assertThat(load("/config", form.formatted(one, two)).status()).isEqualTo(201);
    assertThat(load("/config", form.formatted(two, one)).status()).isEqualTo(201);

    assertThat(control.get("/consumers/a").json()).containsEntry("id", two);
  }

  @Test
  void theSameIdsAsKongsAreMadeOfNames() {
    load(
        "/config",
        EMPTY
            + "services:\n- name: my-service\n  url: https://example.com\n"
            + "  routes:\n  - {name: my-route, paths: [/]}\n"
            + "consumers:\n- username: my-user\n");

    assertThat(control.get("/services/my-service").json())
        .containsEntry("id", "0855b320-0dd2-547d-891d-601e9b38647f");
    assertThat(control.get("/routes/my-route").json())
        .containsEntry("id", "481a9539-f49c-51b6-b2e2-fe99ee68866c");
    assertThat(control.get("/consumers/my-user").json())
        .containsEntry("id", "4b1b701d-de2b-5588-9aa2-3b97061d9f52");
  }

  @Test
  void oneFileGoesIntoTwoWorkspaces() {
    control.post("/workspaces", Map.of("name", "twin"));
    String text =
        EMPTY
            + "consumers:\n- username: same\nservices:\n- name: same\n  host: a\n"
            + "  routes:\n  - {name: same, hosts: [%s]}\n";
    assertThat(load("/config", text.formatted("a.com")).status()).isEqualTo(201);
    Reply twin = load("/twin/config", text.formatted("b.com"));

    assertThat(twin.status()).as(twin.raw().body()).isEqualTo(201);
    assertThat(load("/twin/config?check_hash=1", text.formatted("b.com")).status()).isEqualTo(304);
    assertThat(control.get("/twin/consumers/same").json().get("id"))
        .isNotEqualTo(control.get("/consumers/same").json().get("id"));
    load("/twin/config", EMPTY);
    assertThat(control.get("/consumers/same").status()).isEqualTo(200);
  }

  @Test
  void everyFormOfABodyIsTaken() {
    String yaml = "_format_version: \"1.1\"\nconsumers:\n- username: %s\n";
    String json = "{\"_format_version\": \"1.1\", \"consumers\": [{\"username\": \"j\"}]}";
    assertThat(control.call("POST", "/config", "application/json", json).status()).isEqualTo(201);
    assertThat(control.post("/config", Map.of("config", yaml.formatted("y"))).status())
        .isEqualTo(201);
    assertThat(control.get("/consumers/j").status()).isEqualTo(404);
    assertThat(control.post("/config", Map.of("config", json)).status()).isEqualTo(201);
    assertThat(
            control
                .call(
                    "POST",
                    "/config",
                    "application/x-www-form-urlencoded",
                    "config="
                        + java.net.URLEncoder.encode(
                            yaml.formatted("f"), java.nio.charset.StandardCharsets.UTF_8))
                .status())
        .isEqualTo(201);
    assertThat(control.get("/consumers/f").status()).isEqualTo(200);
    Reply nothing = control.call("POST", "/config", null, null);
    assertThat(nothing.status()).isEqualTo(400);
    assertThat(nothing.json()).isEqualTo(Map.of("message", "expected a declarative configuration"));
  }

  @Test
  void ofAMemberThatStandsTwiceTheLastOneCounts() {
    load("/config", EMPTY + "consumers:\n- {username: first}\nconsumers:\n- {username: last}\n");

    assertThat(control.get("/consumers/last").status()).isEqualTo(200);
    assertThat(control.get("/consumers/first").status()).isEqualTo(404);
  }

  @Test
  void whatIsNoConfigurationIsRefused() {
    assertThat(control.post("/config", Map.of("config", "bobby tables")).json())
        .isEqualTo(
            Map.of(
                "code",
                14L,
                "fields",
                Map.of("error", "failed parsing declarative configuration: expected an object"),
                "message",
                "declarative config is invalid: {error=\"failed parsing declarative"
                    + " configuration: expected an object\"}",
                "name",
                "invalid declarative configuration"));
    Reply wrong = load("/config", "_format_version: \"1.1\"\nservices:\n- port: -12\n");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.json())
        .containsEntry(
            "message",
            "declarative config is invalid: {services={{host=\"required field missing\","
                + "port=\"value should be between 0 and 65535\"}}}")
        .doesNotContainKey("flattened_errors");
    assertThat(load("/config", "a: b\n").json())
        .containsEntry(
            "fields", Map.of("a", "unknown field", "_format_version", "required field missing"));
    assertThat(control.call("POST", "/config", "application/yaml", "a: [\n").status())
        .isEqualTo(400);
  }

  @Test
  void idsAndNamesAreUnique() {
    Reply names =
        load("/config", EMPTY + "services:\n- {name: foo, host: a}\n- {name: foo, host: b}\n");
    assertThat(at(names.json(), "fields", "services", 1))
        .isEqualTo(
            "uniqueness violation: 'services' entity with name set to 'foo' already declared");
    assertThat(at(names.json(), "fields", "services", 0)).isNull();
    Reply others =
        load(
            "/config",
            EMPTY
                + "consumers:\n- {username: foo, custom_id: conflict}\n"
                + "- {username: bar, custom_id: conflict}\n");
    assertThat(at(others.json(), "fields", "consumers", "bar"))
        .isEqualTo(
            "uniqueness violation: 'consumers' entity with custom_id set to 'conflict' already"
                + " declared");
    assertThat(control.get("/consumers").json()).containsEntry("data", List.of());
  }

  @Test
  void aReferenceMustLeadSomewhere() {
    Reply lost = load("/config", EMPTY + "routes:\n- {name: r, paths: [/], service: nope}\n");

    assertThat(at(lost.json(), "fields", "routes", "r"))
        .isEqualTo(List.of("invalid reference 'service: nope' (no such entry in 'services')"));
    assertThat(load("/config", EMPTY + "routes:\n- {paths: [/], service: null}\n").status())
        .isEqualTo(201);
  }

  @Test
  void errorsAreFlattenedEntityByEntity() {
    String input =
        """
        {"_format_version": "3.0", "abnormal_extra_field": 123,
         "services": [
          {"name": "nope", "host": "localhost", "port": 1234, "protocol": "nope", "tags": ["s-1"],
           "id": "0855b320-0dd2-547d-891d-601e9b38647f",
           "routes": [
            {"name": "valid.route", "protocols": ["http"], "hosts": ["test"], "tags": ["r-1"]},
            {"name": "nope.route", "protocols": ["tcp"], "tags": ["r-2"]}]},
          {"name": "mis-matched", "host": "localhost", "protocol": "tcp", "path": "/path",
           "tags": ["s-2"], "routes": []},
          {"name": "okay", "url": "http://localhost:1234", "tags": ["s-3"],
           "routes": [{"name": "fine", "hosts": ["test"], "tags": ["r-3"],
             "plugins": [{"name": "http-log", "config": {"not_endpoint": "x"}, "tags": ["p-1"]}]}]}
         ]}
        """;
    Reply plain = control.call("POST", "/config", "application/json", input);
    assertThat(plain.json()).doesNotContainKey("flattened_errors");
    assertThat(at(plain.json(), "fields", "services", 2))
        .isEqualTo(
            Json.parse(
                """
                {"routes": [{"plugins": [{"config": {
                  "http_endpoint": "required field missing", "not_endpoint": "unknown field"}}]}]}
                """));

    Reply flat = control.call("POST", "/config?flatten_errors=1", "application/json", input);

    assertThat(flat.status()).isEqualTo(400);
    assertThat(flat.json())
        .containsEntry("fields", Map.of("abnormal_extra_field", "unknown field"));
    List<?> errors = (List<?>) flat.json().get("flattened_errors");
    assertThat(errors)
        .extracting(error -> at(error, "entity_type"))
        .containsExactlyInAnyOrder("service", "route", "service", "plugin");
    Object route =
        errors.stream().filter(e -> "route".equals(at(e, "entity_type"))).findFirst().orElseThrow();
    assertThat(route)
        .isEqualTo(
            Json.parse(
                """
                {"entity_type": "route", "entity_name": "nope.route", "entity_tags": ["r-2"],
                 "entity": {"name": "nope.route", "protocols": ["tcp"], "tags": ["r-2"],
                   "service": {"id": "0855b320-0dd2-547d-891d-601e9b38647f"}},
                 "errors": [{"type": "entity", "message": "must set one of 'sources', \
                'destinations', 'snis' when 'protocols' is 'tcp', 'tls' or 'udp'"}]}
                """));
    Object plugin =
        errors.stream()
            .filter(e -> "plugin".equals(at(e, "entity_type")))
            .findFirst()
            .orElseThrow();
    assertThat(at(plugin, "errors"))
        .isEqualTo(
            Json.parse(
                """
                [{"type": "field", "field": "config.not_endpoint", "message": "unknown field"},
                 {"type": "field", "field": "config.http_endpoint",
                  "message": "required field missing"}]
                """));
  }

  @Test
  void aDuplicateBelowAnotherEntityIsToldWithItsId() {
    Reply flat =
        load(
            "/config?flatten_errors=1",
            EMPTY
                + "upstreams:\n- name: u\n  id: f9792964-6797-482c-bfdf-08220a4f6839\n"
                + "  targets:\n  - {target: '10.0.0.1:80', weight: 1}\n"
                + "  - {target: '10.0.0.1:80', weight: 1, tags: [dupe]}\n");

    Object entry = at(flat.json(), "flattened_errors", 0);
    assertThat(at(entry, "entity_tags")).isEqualTo(List.of("dupe"));
    assertThat(at(entry, "errors", 0, "message"))
        .isEqualTo(
            "uniqueness violation: 'targets' entity with primary key set to '"
                + at(entry, "entity_id")
                + "' already declared");
    assertThat(flat.json()).containsEntry("fields", Map.of());
  }

  @Test
  void aDryRunTellsWhatWouldChange() {
    load("/config", EMPTY + "consumers:\n- {username: stays}\n- {username: goes}\n");
    Reply plan = load("/config?dry_run=1", EMPTY + "consumers:\n- {username: stays}\n");

    assertThat(plan.status()).isEqualTo(200);
    assertThat(at(plan.json(), "diff", 0, "operation")).isEqualTo("delete");
    assertThat((List<?>) plan.json().get("diff")).hasSize(1);
    assertThat(control.get("/consumers/goes").status()).isEqualTo(200);
  }

  @Test
  void anotherWorkspaceIsLeftAlone() {
    control.post("/workspaces", Map.of("name", "elsewhere"));
    load("/elsewhere/config", EMPTY + "consumers:\n- {username: theirs}\n");
    load("/config", EMPTY);

    assertThat(control.get("/elsewhere/consumers/theirs").status()).isEqualTo(200);
    assertThat(
            at(
                Yaml.parse(String.valueOf(control.get("/elsewhere/config").json().get("config"))),
                "consumers",
                0,
                "username"))
        .isEqualTo("theirs");
  }

  @Test
  void aPlanWarnsOfShadowedRoutesAndOfPluginsThatGo() {
    String base =
        EMPTY
            + "services:\n- name: s\n  host: h\n  enabled: %s\n"
            + "  routes:\n  - {name: a, paths: [/same]}\n%s";
    String guarded = base.formatted("true", "  plugins:\n  - name: key-auth\n");
    load("/config", guarded);
    assertThat(at(load("/config?dry_run=1", guarded).json(), "warnings"))
        .isEqualTo(
            Map.of(
                "shadowed_routes", List.of(),
                "unreachable_routes", List.of(),
                "missing_plugins", List.of()));

    Reply plan =
        load("/config?dry_run=1", base.formatted("false", "  - {name: b, paths: [/same]}\n"));

    assertThat((List<?>) at(plan.json(), "warnings", "shadowed_routes")).hasSize(1);
    assertThat((List<?>) at(plan.json(), "warnings", "unreachable_routes")).hasSize(2);
    assertThat(at(plan.json(), "warnings", "missing_plugins", 0, "plugin")).isEqualTo("key-auth");
  }
}
