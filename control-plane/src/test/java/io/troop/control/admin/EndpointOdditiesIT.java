package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.RunningControlPlane.Reply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Answers that nobody would guess, found by asking Kong's own code the same questions.
class EndpointOdditiesIT {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final RunningControlPlane server = RunningControlPlane.get();

  private static String unique(String word) {
    return word + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private String service() {
    Reply made = server.post("/services", "name", unique("odd"), "host", "a.com");
    assertThat(made.status()).isEqualTo(201);
    return made.text("name");
  }

  private Reply consumer() {
    Reply made = server.post("/consumers", "username", unique("odd"));
    assertThat(made.status()).isEqualTo(201);
    return made;
  }

  @Test
  void whatABodyClaimsToBeIsLookedAtBeforeTheMethod() {
    assertThat(server.send("PUT", "/services", "{}", "application/xml").status()).isEqualTo(415);
    assertThat(server.send("POST", "/services/x", "a", "text/plain").status()).isEqualTo(415);
    assertThat(server.send("PUT", "/services", "{", JSON).status()).isEqualTo(405);
    assertThat(server.send("PUT", "/nowhere", "{}", "text/plain").status()).isEqualTo(404);
  }

  @Test
  void tagsOfAListBelowAnEntityHaveNoEffectButAreLookedAt() {
    String routes = "/services/" + service() + "/routes";
    server.post(routes, "paths", List.of("/odd"));

    assertThat((List<?>) server.get(routes + "?tags=none").at("data")).hasSize(1);
    assertThat(server.get(routes + "?tags=").at("code")).isEqualTo(11L);
    assertThat(server.get(routes + "?tags=a,b/c").at("code")).isEqualTo(11L);
    String upstream = unique("odd");
    server.post("/upstreams", "name", upstream);
    for (String list : List.of("/targets", "/targets/all")) {
      assertThat(server.get("/upstreams/" + upstream + list + "?tags=a,b/c").at("code"))
          .isEqualTo(11L);
    }
  }

  @Test
  void aReferenceWithoutAnIdIsReadAsAPartOfWhatItNames() {
    Reply unknown = server.post("/routes", "paths", List.of("/odd"), "service", Map.of("nope", 1));
    Reply wrong =
        server.post("/routes", "paths", List.of("/odd"), "service", Map.of("protocol", "x"));
    Reply right =
        server.post("/routes", "paths", List.of("/odd"), "service", Map.of("protocol", "http"));

    assertThat(unknown.text("message")).isEqualTo("schema violation (service.nope: unknown field)");
    assertThat(unknown.at("fields")).isEqualTo(Map.of("service", Map.of("nope", "unknown field")));
    assertThat(wrong.text("message"))
        .startsWith("schema violation (service.protocol: expected one");
    assertThat(right.text("message"))
        .isEqualTo("schema violation (service.id: missing primary key)");
    assertThat(
            server
                .post(
                    "/schemas/routes/validate", "paths", List.of("/"), "service", Map.of("nope", 1))
                .text("message"))
        .isEqualTo("schema violation (service.nope: unknown field)");
    String name = consumer().text("username");
    assertThat(
            server.patch("/consumers/" + name + "/acls/x", "consumer", Map.of("nope", 1)).status())
        .isEqualTo(404);
  }

  @Test
  void aNameBesideAnIdThatIsNoneIsTaken() {
    String service = service();

    Reply made =
        server.post(
            "/routes", "paths", List.of("/odd"), "service", Map.of("id", "x", "name", service));

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("service.id")).isEqualTo(server.get("/services/" + service).text("id"));
  }

  @Test
  void aTakenIdIsToldByTheKeyThatTheEntityOrThePathHas() {
    Reply consumer = consumer();
    String keys = "/consumers/" + consumer.text("username") + "/key-auth";
    String key = unique("key");
    String id = server.post(keys, "key", unique("key")).text("id");

    Reply credential = server.post(keys, "id", id, "key", key);
    Reply named = server.put("/consumers/" + key, "id", consumer.text("id"));

    assertThat(credential.status()).isEqualTo(409);
    assertThat(credential.text("message"))
        .isEqualTo("UNIQUE violation detected on '{key=\"" + key + "\"}'");
    assertThat(named.status()).isEqualTo(400);
    assertThat(named.text("message"))
        .isEqualTo("primary key violation on key '{username=\"" + key + "\"}'");
    assertThat(named.at("fields")).isEqualTo(Map.of("username", key));
  }

  @Test
  void anEntityThatIsMadeThroughAReferenceGetsAnIdOfItsOwn() {
    String route = unique("odd");
    server.post("/routes", "name", route, "paths", List.of("/odd"));
    String taken = server.get("/services/" + service()).text("id");

    Reply made =
        server.put(
            "/routes/" + route + "/service", "id", taken, "name", unique("odd"), "host", "b.com");

    assertThat(made.status()).isEqualTo(200);
    assertThat(made.text("id")).isNotEqualTo(taken);
    assertThat(server.get("/routes/" + route).text("service.id")).isEqualTo(made.text("id"));
  }

  @Test
  void theGroupThatIsSentGoesBeforeTheOneInThePath() {
    String acls = "/consumers/" + consumer().text("username") + "/acls";
    Reply made = server.put(acls + "/first", "id", UUID.randomUUID().toString());

    Reply renamed = server.put(acls + "/first", "group", "second");
    Reply other = server.put(acls + "/third", "group", "fourth");

    assertThat(made.text("group")).isEqualTo("first");
    assertThat(renamed.text("group")).isEqualTo("second");
    assertThat(renamed.text("id")).isEqualTo(made.text("id"));
    assertThat(other.text("group")).isEqualTo("fourth");
    assertThat(server.get(acls + "/third").status()).isEqualTo(404);
  }

  @Test
  void someFieldsAreToldToBeOptionalAndHeadersNotToBeSome() {
    assertThat(field(server.get("/schemas/key_sets"), "name").get("required")).isEqualTo(false);
    assertThat(field(server.get("/schemas/key_sets"), "tags").containsKey("required")).isFalse();
    Reply redis = server.get("/schemas/plugins/rate-limiting");
    assertThat(String.valueOf(redis.body())).contains("required=false");
    assertThat(String.valueOf(server.get("/schemas/plugins/http-log").body()))
        .contains("match_none=[{err=cannot contain 'Host' header, pattern=^[Hh][Oo][Ss][Tt]$}");
    Map<String, Object> config =
        Map.of("http_endpoint", "http://a.com/", "headers", Map.of("hOst", "x"));
    assertThat(server.post("/plugins", "name", "http-log", "config", config).text("message"))
        .isEqualTo("schema violation (config.headers: cannot contain 'Host' header)");
  }

  @Test
  void theFirstSecondOfALifeHasBegunAndALifeOfNoneIsForEver() {
    String keys = "/consumers/" + consumer().text("username") + "/key-auth";
    String key = unique("key");

    Reply made = server.post(keys, "key", key, "ttl", 100);
    assertThat((Long) made.at("ttl")).isBetween(1L, 99L);
    Reply kept = server.patch(keys + "/" + key, "ttl", 0);
    assertThat(kept.at("ttl")).isNull();
    assertThat(server.post(keys, "ttl", 0).at("ttl")).isNull();
    assertThat(server.get(keys + "/" + key).status()).isEqualTo(200);
  }

  @Test
  void aPluginHasAProtocolInCommonWithItsRoute() {
    String service = service();
    String path = "/services/" + service;
    server.post(path + "/plugins", "name", "key-auth", "protocols", List.of("grpc"));
    Reply route =
        server.post(path + "/routes", "paths", List.of("/odd"), "protocols", List.of("http"));
    String plugins = "/routes/" + route.text("id") + "/plugins";

    Reply other = server.post(plugins, "name", "cors", "protocols", List.of("https"));
    Reply below = server.post(path + "/plugins", "name", "cors", "protocols", List.of("grpc"));
    Reply made = server.post(plugins, "name", "cors", "protocols", List.of("http", "https"));
    Reply changed = server.patch("/plugins/" + made.text("id"), "protocols", List.of("grpc"));

    for (Reply refused : List.of(other, changed)) {
      assertThat(refused.text("message"))
          .isEqualTo("schema violation (protocols: must match the associated route's protocols)");
    }
    assertThat(below.text("message"))
        .isEqualTo(
            "schema violation (protocols: must match the protocols of at least one route pointing"
                + " to this Plugin's service)");
    assertThat(made.status()).isEqualTo(201);
    assertThat(server.get(path + "/plugins").text("data.0.name")).isEqualTo("key-auth");
  }

  @Test
  void numbersInBracketsAreAListWhenTheyCountFromOne() {
    String path = "/consumers/" + consumer().text("username");
    for (String tags : List.of("tags[2]=b&tags[1]=a", "tags[0x1]=a&tags[2]=b")) {
      Reply reply = server.send("PATCH", path, tags, FORM);
      assertThat(reply.at("tags")).as(tags).isEqualTo(List.of("a", "b"));
    }
    for (String tags :
        List.of("tags[2]=a", "tags[0]=a", "tags[1]=a&tags[3]=b", "tags.1=a", "tags.1=a&tags.2=b")) {
      Reply reply = server.send("PATCH", path, tags, FORM);
      assertThat(reply.text("message"))
          .as(tags)
          .isEqualTo("schema violation (tags: expected a set)");
    }
  }

  private static Map<?, ?> field(Reply schema, String name) {
    return ((List<?>) schema.at("fields"))
        .stream()
            .map(field -> (Map<?, ?>) field)
            .filter(field -> field.containsKey(name))
            .map(field -> (Map<?, ?>) field.get(name))
            .findFirst()
            .orElseThrow();
  }
}
