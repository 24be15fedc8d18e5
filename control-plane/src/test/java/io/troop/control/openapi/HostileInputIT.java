package io.troop.control.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.document.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sends what nobody should send to every operation of the generated description. Whatever comes
/// back is an answer that says no, never a failure of ours.
class HostileInputIT {

  private static final long SEED = 20261122;
  private static final int ROUNDS = 2;

  private static final List<String> NAMES =
      List.of(
          "x",
          "..%2F..%2Fetc%2Fpasswd",
          "%00",
          "%ff%fe",
          "'%3B%20drop%20table%20entity%3B--",
          "00000000-0000-0000-0000-000000000000",
          "%F0%9F%92%A5",
          "a".repeat(2000),
          "%252e%252e",
          "%5Cu0000",
          "-1",
          "null",
          "true",
          "%20");

  private static final List<String> TEXTS =
      List.of(
          "",
          "\u0000",
          "a\u0000b",
          "' or 1=1; drop table entity; --",
          "../../../etc/passwd",
          "\uD83D\uDCA5",
          "{vault://env/HOME}",
          "${jndi:ldap://x/y}",
          "\u202Eabc",
          "%n%s",
          "a".repeat(10_000),
          "\r\nX-Injected: 1",
          "1e999",
          "null");

  private static ControlPlaneForTests control;
  private static HttpClient client;
  private final Random random = new Random(SEED);

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

  private static HttpResponse<String> send(
      String method, String path, String contentType, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(control.base() + path))
            .header("Content-Type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void isAnAnswer(HttpResponse<String> response, String request) {
    assertThat(response.statusCode())
        .as("%s (seed %d): %s", request, SEED, response.body())
        .satisfiesAnyOf(
            status -> assertThat(status).isBetween(200, 499),
            // What Kong has and we don't is told to be missing.
            status -> assertThat(status).isEqualTo(501));
    assertThat(response.body())
        .as(request)
        .doesNotContain("io.troop.", "java.lang.", "PSQLException", "org.postgresql");
  }

  /// The description knows the status, by itself or as one of many, and the type of the body.
  private static void isDescribed(HttpResponse<String> answer, Object operation, String request) {
    Map<?, ?> responses = (Map<?, ?>) ((Map<?, ?>) operation).get("responses");
    int status = answer.statusCode();
    Object response = responses.get(String.valueOf(status));
    if (response == null) {
      response = responses.get(status / 100 + "XX");
    }
    if (response == null && status >= 400) {
      response = responses.get("default");
    }
    assertThat(response).as("%s: %d is described", request, status).isNotNull();
    if (!answer.body().isEmpty()) {
      String type = answer.headers().firstValue("Content-Type").orElse("").split(";", -1)[0];
      Object types = ((Map<?, ?>) response).get("content");
      assertThat((Map<?, ?>) types).as("%s: %d as %s", request, status, type).isNotNull();
      assertThat(((Map<?, ?>) types).keySet().stream().map(String::valueOf))
          .as("%s: %d", request, status)
          .contains(type);
    }
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 3 ? 7 : 9)) {
      case 0 -> TEXTS.get(random.nextInt(TEXTS.size()));
      case 1 -> random.nextLong();
      case 2 -> random.nextDouble() * 1e300;
      case 3 -> random.nextBoolean();
      case 4 -> -1L;
      case 5 -> List.of();
      case 6 -> Map.of();
      case 7 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          list.add(value(depth + 1));
        }
        yield list;
      }
      default -> members(List.of("id", "name", "config", "x", "\u0000", "__proto__"), depth + 1);
    };
  }

  private Map<String, Object> members(List<String> names, int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name : names) {
      if (random.nextInt(3) > 0) {
        members.put(name, value(depth));
      }
    }
    return members;
  }

  private String filled(String path) {
    StringBuilder out = new StringBuilder();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        out.append('/')
            .append(segment.startsWith("{") ? NAMES.get(random.nextInt(NAMES.size())) : segment);
      }
    }
    return out.isEmpty() ? "/" : out.toString();
  }

  @Test
  void everyOperationOfTheDescriptionWithstandsNonsense() throws Exception {
    Map<?, ?> paths = (Map<?, ?>) control.get("/openapi.json").json().get("paths");
    assertThat(paths.size()).isGreaterThan(100);
    List<String> names =
        List.of(
            "id",
            "name",
            "host",
            "port",
            "paths",
            "hosts",
            "headers",
            "protocols",
            "tags",
            "config",
            "service",
            "route",
            "consumer",
            "username",
            "key",
            "cert",
            "target",
            "weight",
            "healthchecks",
            "prefix",
            "ttl",
            "operations",
            "lua_schema",
            "created_at",
            "curl",
            "url");
    for (var path : paths.entrySet()) {
      for (Object name : ((Map<?, ?>) path.getValue()).keySet()) {
        String method = String.valueOf(name).toUpperCase(java.util.Locale.ROOT);
        if (!List.of("GET", "POST", "PUT", "PATCH", "DELETE").contains(method)) {
          continue;
        }
        for (int round = 0; round < ROUNDS; round++) {
          String target = filled(String.valueOf(path.getKey()));
          byte[] body = Json.bytes(members(names, 0));
          HttpResponse<String> answer = send(method, target, "application/json", body);
          String request = method + " " + target + " " + new String(body, StandardCharsets.UTF_8);
          isAnAnswer(answer, request);
          isDescribed(answer, ((Map<?, ?>) path.getValue()).get(name), request);
        }
      }
    }
    assertThat(control.get("/status").status()).isEqualTo(200);
  }

  @Test
  void bodiesThatAreNoJsonAreRefused() throws Exception {
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put(
        "ten megabytes",
        ("{\"name\":\"" + "a".repeat(10_000_000) + "\"}").getBytes(StandardCharsets.UTF_8));
    bodies.put(
        "deep",
        ("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)).getBytes(StandardCharsets.UTF_8));
    bodies.put("deep lists", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    bodies.put(
        "invalid UTF-8",
        new byte[] {'{', '"', 'n', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'});
    bodies.put("NUL", "{\"name\":\"a\u0000\",\"host\":\"h\"}".getBytes(StandardCharsets.UTF_8));
    bodies.put(
        "an escaped NUL",
        "{\"name\":\"a\\u0000b\",\"host\":\"h\"}".getBytes(StandardCharsets.UTF_8));
    bodies.put(
        "a half surrogate",
        "{\"name\":\"\\ud800\",\"host\":\"h\"}".getBytes(StandardCharsets.UTF_8));
    bodies.put(
        "a huge number",
        ("{\"host\":\"h\",\"port\":" + "9".repeat(5000) + "}").getBytes(StandardCharsets.UTF_8));
    bodies.put(
        "a number without end",
        "{\"host\":\"h\",\"port\":1e999999}".getBytes(StandardCharsets.UTF_8));
    bodies.put("a scalar", "1".getBytes(StandardCharsets.UTF_8));
    bodies.put("half of one", "{\"host\":".getBytes(StandardCharsets.UTF_8));
    for (var body : bodies.entrySet()) {
      HttpResponse<String> answer = send("POST", "/services", "application/json", body.getValue());
      assertThat(answer.statusCode())
          .as("%s: %s", body.getKey(), answer.body())
          .isBetween(400, 499);
    }
    assertThat(control.get("/services").json()).containsEntry("data", List.of());
  }

  @Test
  void yamlThatUnfoldsWithoutEndIsRefused() throws Exception {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++) {
      laughs.append(
          "a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1)));
    }
    for (String text :
        List.of(
            laughs.toString(),
            "a: !!javax.script.ScriptEngineManager []",
            "[".repeat(10_000),
            "? ".repeat(5000),
            "&a [*a]",
            "\u0000")) {
      HttpResponse<String> answer =
          send("POST", "/config", "application/yaml", text.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
  }
}
