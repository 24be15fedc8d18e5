package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Small things that Kong's own tests of its Admin API look at.
class AdminDetailsIT {

  private final RunningControlPlane server = RunningControlPlane.get();

  private static String unique(String word) {
    return word + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private Map<String, Object> target(String upstream, String target, long weight) {
    Reply made =
        server.post("/upstreams/" + upstream + "/targets", "target", target, "weight", weight);
    assertThat(made.status()).as(String.valueOf(made.body())).isEqualTo(201);
    Map<String, Object> out = new LinkedHashMap<>();
    ((Map<?, ?>) made.body()).forEach((name, value) -> out.put(String.valueOf(name), value));
    return out;
  }

  @Test
  void aReferenceIsStoredAsAnIdWhateverElseIsSentWithIt() {
    Reply service = server.post("/services", "name", unique("whole"), "host", "a.com");
    Reply plugin = server.post("/plugins", "name", "key-auth", "service", service.body());

    assertThat(plugin.status()).isEqualTo(201);
    assertThat(plugin.at("service")).isEqualTo(Map.of("id", service.text("id")));
    String below = "/services/" + service.text("id") + "/plugins/" + plugin.text("id");
    assertThat(server.get(below).status()).isEqualTo(200);
    assertThat(server.delete(below).status()).isEqualTo(204);
  }

  @Test
  void theNewestTargetIsListedFirstAndAnAddressOnlyOnce() {
    String upstream = unique("up");
    server.post("/upstreams", "name", upstream);
    for (int i = 1; i <= 3; i++) {
      target(upstream, "10.0.0." + i + ":80", 10);
    }
    String path = "/upstreams/" + upstream + "/targets";

    Reply all = server.get(path);
    List<Double> times =
        ((List<?>) all.at("data"))
            .stream()
                .map(target -> ((Number) ((Map<?, ?>) target).get("created_at")).doubleValue())
                .toList();
    assertThat(times).isSortedAccordingTo((a, b) -> Double.compare(b, a));

    Reply first = server.get(path + "?size=2");
    assertThat(first.text("next")).isEqualTo(path + "?offset=2");
    Reply second = server.get(path + "?size=2&offset=" + first.text("offset"));
    assertThat((List<?>) second.at("data")).hasSize(1);
    assertThat(second.at("next")).isNull();
    assertThat(server.get(path + "?offset=x").status()).isEqualTo(400);
    assertThat(server.get(path + "/all?size=2").text("next")).startsWith(path + "/all?offset=");
  }

  @Test
  void aTargetWithoutWeightIsNotChecked() {
    String upstream = unique("up");
    server.post(
        "/upstreams",
        "name",
        upstream,
        "healthchecks",
        Map.of("passive", Map.of("unhealthy", Map.of("http_failures", 1))));
    target(upstream, "10.0.0.1:80", 0);

    Reply health = server.get("/upstreams/" + upstream + "/health");

    assertThat(health.text("data.0.health")).isEqualTo("HEALTHCHECKS_OFF");
    assertThat(health.text("data.0.data.addresses.0.health")).isEqualTo("HEALTHCHECKS_OFF");
  }

  @Test
  void moreThanAThousandArgumentsAreRefused() {
    String many = IntStream.range(0, 1001).mapToObj(i -> "a=" + i).collect(Collectors.joining("&"));

    Reply query = server.get("/plugins?" + many);
    Reply form =
        server.send("POST", "/plugins", "name=cors&" + many, "application/x-www-form-urlencoded");

    assertThat(query.status()).isEqualTo(400);
    assertThat(query.text("message")).isEqualTo("Too many arguments");
    assertThat(form.status()).isEqualTo(400);
    assertThat(form.text("message")).isEqualTo("Too many arguments");
  }

  @Test
  void anEmptyCustomIdIsNoSearch() {
    assertThat(server.get("/consumers?custom_id=").status()).isEqualTo(400);
    assertThat(server.get("/consumers?size=1&custom_id").status()).isEqualTo(400);
    assertThat(server.get("/consumers?custom_id=nobody").at("data")).isEqualTo(List.of());
  }

  @Test
  void tagsMayBeWrittenAsAListOfOne() {
    String tag = unique("tag");
    server.post("/services", "name", unique("tagged"), "host", "h.com", "tags", List.of(tag));
    server.post("/services", "name", unique("tagged"), "host", "h.com", "tags", List.of(tag));

    Reply page = server.get("/services?size=1&tags[]=" + tag);

    assertThat(page.text("data.0.tags.0")).isEqualTo(tag);
    assertThat(page.text("next")).contains("tags=" + tag);
    assertThat((List<?>) server.get(page.text("next")).at("data")).hasSize(1);
    assertThat((List<?>) server.get("/services?tags[1]=" + tag).at("data")).hasSize(2);
    assertThat(server.get("/services?tags[]=").at("code")).isEqualTo(11L);
  }

  @Test
  void aNewEntityWithoutAnIdIsAPrimaryKeyViolation() {
    Map<String, String> bodies =
        Map.of(
            "/services", "{\"host\":\"h\",\"id\":null}",
            "/consumers", "{\"username\":\"n\",\"id\":null}");
    for (var body : bodies.entrySet()) {
      Reply reply = server.send("POST", body.getKey(), body.getValue(), "application/json");

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.at("code")).isEqualTo(3L);
      assertThat(reply.text("message")).isEqualTo("primary key violation on key '{id=null}'");
      assertThat(reply.at("fields")).isEqualTo(Collections.singletonMap("id", null));
    }
  }

  @Test
  void aNameThatNoVaultMayHaveIsToldAsSuch() {
    Reply reply = server.put("/vaults/env", "name", "env");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.at("code")).isEqualTo(10L);
    assertThat(reply.text("name")).isEqualTo("invalid unique prefix");
    assertThat(reply.text("message")).isEqualTo("must not be one of: env");
  }

  @Test
  void offsetsThatAreNoBase64AreToldFromThoseThatAreNoJson() {
    assertThat(server.get("/routes?offset=x").text("message"))
        .isEqualTo("'x' is not a valid offset: bad base64 encoding");
    assertThat(server.get("/routes?offset=xyz").text("message"))
        .isEqualTo("'xyz' is not a valid offset: bad json encoding");
  }

  @Test
  void memoryIsShownInTheUnitAndScaleThatAreAskedFor() {
    assertThat(server.get("/status?scale=3").text("memory.lua_shared_dicts.kong.capacity"))
        .matches("\\d+\\.\\d{3} MiB");
    assertThat(server.get("/status?unit=k").text("memory.lua_shared_dicts.kong_db_cache.capacity"))
        .matches("\\d+\\.\\d{2} KiB");
    assertThat(server.get("/status?unit=b").at("memory.workers_lua_vms.0.http_allocated_gc"))
        .isInstanceOf(Long.class);
    assertThat(server.get("/status?unit=V").text("message"))
        .isEqualTo("invalid unit 'V' (expected 'k/K', 'm/M', or 'g/G')");
    assertThat(server.get("/status?scale=-1").text("message"))
        .isEqualTo("scale must be equal or greater than 0");
    assertThat(server.get("/status/dns").status()).isEqualTo(501);
  }

  @Test
  void timersHaveTheShapeOfKongs() {
    Reply timers = server.get("/timers");

    assertThat(timers.at("worker.count")).isEqualTo(1L);
    assertThat(timers.at("stats.sys.total")).isInstanceOf(Long.class);
    assertThat(timers.at("stats.flamegraph.running")).isInstanceOf(String.class);
    assertThat((Map<?, ?>) timers.at("stats.timers")).isNotEmpty();
  }

  @Test
  void theLogLevelChangesForSomeTime() {
    String path = "/debug/node/log-level";
    String before = server.get(path).text("message").replace("log level: ", "");
    String other = before.equals("warn") ? "error" : "warn";

    assertThat(server.put(path + "/loud").text("message")).isEqualTo("unknown log level: loud");
    assertThat(server.put(path + "/" + other + "?timeout=-1").text("message"))
        .isEqualTo("timeout must be greater than or equal to 0");
    assertThat(server.put(path + "/" + before).text("message"))
        .isEqualTo("log level is already " + before);

    assertThat(server.put(path + "/" + other + "?timeout=600").text("message"))
        .isEqualTo("log level changed");
    assertThat(server.get(path).text("message")).isEqualTo("log level: " + other);
    assertThat(
            server
                .put("/debug/cluster/control-planes-nodes/log-level/" + before + "?timeout=600")
                .text("message"))
        .isEqualTo("log level changed");
    assertThat(server.get(path).text("message")).isEqualTo("log level: " + before);
  }

  @Test
  void aFilterOfWhichNothingIsKnownIsNotFound() {
    assertThat(server.get("/schemas/filters/x").text("message")).isEqualTo("Filter 'x' not found");
  }

  @Test
  void whatIsKeptElsewhereIsValidatedLikeAnEntity() {
    String path = "/schemas/clustering_data_planes/validate";

    Reply refused = server.post("/schemas/workspaces/validate", "name", 5);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.at("fields")).isEqualTo(Map.of("name", "expected a string"));
    assertThat(server.post("/schemas/workspaces/validate", "name", "w").text("message"))
        .isEqualTo("schema validation successful");
    assertThat(server.post(path, "ip", "x").status()).isEqualTo(400);
    assertThat(server.post("/schemas/nothing/validate").status()).isEqualTo(404);
  }
}
