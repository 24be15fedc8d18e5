package io.troop.control.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.document.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bodies that no operation of the generated description can take. The answer is always a refusal
/// in JSON, and nothing is committed.
class BadBodiesIT {

  private static final String JSON = "application/json";

  /// Wrong for every type a field can have.
  private static final Object WRONG = List.of(List.of(Map.of()), 1.5);

  /// What tells the fields of a kind that has several forms.
  private static final Map<String, Map<String, ?>> CHOSEN =
      Map.of(
          "routes", Map.of("protocols", List.of("http")),
          "vaults", Map.of("name", "env"),
          "upstreams",
              Map.of("algorithm", "round-robin", "hash_on", "none", "hash_fallback", "none"));

  private static final Map<String, Body> BODIES = new LinkedHashMap<>();

  static {
    json("half of one", "{\"name\":");
    json("a scalar", "1");
    json("a text", "\"x\"");
    json("null", "null");
    json("a NUL", "{\"name\":\"a\u0000\"}");
    json("an escaped NUL", "{\"name\":\"a\\u0000b\",\"config\":\"\\u0000\"}");
    json("half a surrogate pair", "{\"name\":\"\\ud800\"}");
    json("depth", "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
    json("deep lists", "[".repeat(20_000));
    json("a number without end", "{\"name\":1e999999}");
    json("a huge number", "{\"name\":" + "9".repeat(5_000) + "}");
    json("two documents", "{\"name\":\"a\"}{\"name\":\"b\"}");
    json("a comment", "{\"name\":\"a\" /* b */}");
    json("a hexadecimal number", "{\"name\":0x10}");
    BODIES.put(
        "invalid UTF-8",
        new Body(
            JSON, new byte[] {'{', '"', 'n', '"', ':', '"', (byte) 0xc0, (byte) 0xaf, '"', '}'}));
    for (String type : List.of("text/plain", "application/xml", "multipart/mixed", "nonsense")) {
      BODIES.put(type, new Body(type, "{\"name\":\"a\"}".getBytes(StandardCharsets.UTF_8)));
    }
    BODIES.put(
        "a form with a NUL",
        new Body(
            "application/x-www-form-urlencoded", "name=a%00b".getBytes(StandardCharsets.UTF_8)));
  }

  private static ControlPlaneForTests control;
  private static HttpClient client;
  private String revision = "";

  private record Body(String type, byte[] content) {}

  private static void json(String what, String text) {
    BODIES.put(what, new Body(JSON, text.getBytes(StandardCharsets.UTF_8)));
  }

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.start();
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    control.close();
  }

  @BeforeEach
  void see() {
    revision = revision();
  }

  @AfterEach
  void nothingIsStored() {
    assertThat(revision()).isEqualTo(revision);
    assertThat(control.get("/workspaces").json().get("data")).asString().doesNotContain("name=a");
    assertThat((List<?>) control.get("/v2/control-planes").json().get("data")).hasSize(1);
  }

  private static String revision() {
    return String.valueOf(control.get("/revisions?size=1").json().get("data"));
  }

  /// Calls the visitor with each operation that has a body: its method and its path.
  private static void eachOperation(BiConsumer<String, String> visitor) {
    Map<?, ?> paths = (Map<?, ?>) control.get("/openapi.json").json().get("paths");
    paths.forEach((path, methods) ->
        ((Map<?, ?>) methods)
            .keySet().stream()
                .map(method -> String.valueOf(method).toUpperCase(Locale.ROOT))
                .filter(Set.of("POST", "PUT", "PATCH")::contains)
                .forEach(method ->
                    visitor.accept(
                        method, String.valueOf(path).replaceAll("\\{[^}]*}", "nobody"))));
  }

  private static HttpResponse<String> send(String method, String path, Body body) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(control.base() + path))
              .header("Content-Type", body.type())
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body.content()))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException problem) {
      throw new java.io.UncheckedIOException(problem);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(problem);
    }
  }

  private static Map<String, ?> refusal(String what, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s: %s", what, answer.body()).isBetween(400, 499);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).as(what).contains("json");
    Map<String, ?> json = Json.object(answer.body());
    assertThat(json.get("message")).as(what).isInstanceOf(String.class);
    assertThat(answer.body())
        .as(what)
        .doesNotContain("io.troop.", "java.lang.", "Exception", "org.postgresql");
    return json;
  }

  @Test
  void noOperationTakesWhatIsNoDocument() {
    eachOperation((method, path) ->
        BODIES.forEach(
            (what, body) -> refusal(method + " " + path + ": " + what, send(method, path, body))));
  }

  @Test
  void everyFieldOfEveryKindRefusesWhatIsNotOfItsType() {
    Map<?, ?> schemas =
        (Map<?, ?>)
            ((Map<?, ?>) control.get("/openapi.json").json().get("components")).get("schemas");
    for (Object each : (List<?>) control.get("/schemas").json().get("data")) {
      Map<?, ?> kind = (Map<?, ?>) each;
      if (!Boolean.TRUE.equals(kind.get("collection")) || kind.get("name").equals("plugins")) {
        continue;
      }
      Set<String> fields = properties(schemas.get(kind.get("name")));
      Map<String, Object> document = new LinkedHashMap<>();
      // Kong looks at those before the fields of the certificate, and never at this.
      fields.removeAll(Set.of("snis", "updated_at"));
      fields.forEach(field -> document.put(field, WRONG));
      Map<String, ?> chosen = CHOSEN.getOrDefault(String.valueOf(kind.get("name")), Map.of());
      document.putAll(chosen);
      fields.removeAll(chosen.keySet());
      String path = "/" + kind.get("path");

      Map<String, ?> refusal =
          refusal(path, send("POST", path, new Body(JSON, Json.bytes(document))));

      assertThat(refusal.get("code")).as(path).isEqualTo(2L);
      assertThat(names(refusal.get("fields"))).as(path).containsAll(fields);
    }
  }

  @Test
  void everyFieldOfEveryPluginRefusesWhatIsNotOfItsType() {
    for (Object name : (List<?>) control.get("/plugins/enabled").json().get("enabled_plugins")) {
      Map<?, ?> described = control.get("/schemas/plugins/" + name).json();
      Map<String, Object> config = new LinkedHashMap<>();
      for (Object field : fields(fields(described, "config"))) {
        config.put(names(field).iterator().next(), WRONG);
      }
      Body body = new Body(JSON, Json.bytes(Map.of("name", name, "config", config)));

      Map<String, ?> refusal = refusal(name + " " + config, send("POST", "/plugins", body));

      if (!config.isEmpty()) {
        Object told = ((Map<?, ?>) refusal.get("fields")).get("config");
        assertThat(names(told)).as(String.valueOf(name)).containsAll(config.keySet());
      }
    }
  }

  private static List<?> fields(Object record) {
    return (List<?>) ((Map<?, ?>) record).get("fields");
  }

  private static Object fields(Object record, String name) {
    return fields(record).stream()
        .map(field -> ((Map<?, ?>) field).get(name))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> properties(Object schema) {
    return names(((Map<?, ?>) schema).get("properties"));
  }

  private static Set<String> names(Object map) {
    return ((Map<?, ?>) map)
        .keySet().stream().map(String::valueOf).collect(java.util.stream.Collectors.toSet());
  }
}
