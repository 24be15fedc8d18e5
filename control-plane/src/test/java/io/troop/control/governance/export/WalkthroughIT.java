package io.troop.control.governance.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneProcess;
import io.troop.control.database.TestDatabase;
import io.troop.control.document.Json;
import io.troop.control.governance.export.Stub.Said;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The article about Kong's audit log in CloudTrail Lake, as it is typed there: how the log is
/// switched on, what is left out, the program that fetches it; and our own export beside it.
class WalkthroughIT {

  /// Step 2 of the article, byte for byte.
  private static final String STEP_2 =
      """
      audit_log_ignore_methods = GET,OPTIONS
      audit_log_ignore_paths =/status,/audit/requests,/endpoints/
      """;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static int call(ControlPlaneProcess control, String method, String path, String... form) {
    return callAs("", control, method, path, form);
  }

  private static int callAs(
      String token, ControlPlaneProcess control, String method, String path, String... form) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(control.base() + path))
            .method(
                method,
                form.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(form[0]));
    if (!token.isEmpty()) {
      request.header("Kong-Admin-Token", token);
    }
    if (form.length > 0) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException problem) {
      throw new IllegalStateException(problem);
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(problem);
    }
  }

  private static void await(Lake lake, int events) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (lake.events().size() < events) {
      assertThat(System.nanoTime())
          .as("the lake has %d of %d events", lake.events().size(), events)
          .isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// What the two programs must say alike: no empty members, nothing of the moment of sending.
  private static Map<String, Object> compared(Map<String, Object> event) {
    Map<String, Object> more = new TreeMap<>(members(event.get("additionalEventData")));
    more.keySet().removeAll(List.of("ttl", "konghostname"));
    Map<String, Object> compared = new TreeMap<>(event);
    compared.put("additionalEventData", full(more));
    compared.put("userIdentity", full(members(event.get("userIdentity"))));
    return full(compared);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> members(Object value) {
    return (Map<String, Object>) value;
  }

  private static Map<String, Object> full(Map<String, Object> members) {
    Map<String, Object> full = new TreeMap<>(members);
    full.values().removeIf(value -> value == null || value.equals("") || value.equals(Map.of()));
    return full;
  }

  private static Map<Object, Map<String, Object>> byId(Lake lake) {
    return lake.events().stream()
        .collect(Collectors.toMap(event -> event.get("UID"), WalkthroughIT::compared));
  }

  @Test
  void theArticleWorksAsTyped(@TempDir Path folder) throws Exception {
    Lake fetched = new Lake();
    Lake exported = new Lake();
    Map<String, String> settings = TestDatabase.settings();
    settings.put("password", "test");
    settings.put("troop_audit_export", "cloudtrail");
    settings.put("troop_audit_export_cloudtrail_channel_arn", Lake.CHANNEL);
    Path file = folder.resolve("kong.conf");
    try (Stub fetchedAt = new Stub();
        Stub exportedAt = new Stub()) {
      fetchedAt.behaviour = fetched::answer;
      exportedAt.behaviour = losingAnAnswer(exported);
      settings.put("troop_audit_export_cloudtrail_endpoint", exportedAt.url());
      // "Export AWS variables", as the article's deployment begins.
      Map<String, String> environment = new HashMap<>();
      environment.put("AWS_ACCESS_KEY_ID", Lake.KEY);
      environment.put("AWS_SECRET_ACCESS_KEY", Lake.SECRET);

      // Step 1 in the file.
      Files.writeString(file, "audit_log = on\n" + STEP_2);
      try (ControlPlaneProcess control =
          ControlPlaneProcess.start(
              settings, environment, folder.resolve("log-1"), "-c", file.toString())) {
        leavesOutWhatStep2Names(control);
        for (int i = 0; i < 250; i++) {
          assertThat(call(control, "POST", "/consumers?from=article", "username=c" + i))
              .isEqualTo(201);
        }
        ArticlesProgram program = new ArticlesProgram(control.base(), "", fetchedAt.url());
        assertThat(program.run()).isEqualTo(250);
        assertThat(program.asked)
            .hasSize(6)
            .startsWith("/audit/requests?size=100", "/")
            .element(2)
            .asString()
            .matches("/audit/requests\\?offset=[^&]+&size=100");
        assertThat(program.asked.get(3)).matches("/\\?offset=[^&]+");
        assertThat(program.remembered.values())
            .allSatisfy(ttl -> assertThat(ttl).isBetween(2_591_000L, 2_592_000L));
        assertThat(program.run()).as("a second run sends nothing").isZero();
        await(exported, 100);
        control.kill();
      }

      // Step 1 in the environment, and with administrators, as the article's sample has it.
      Files.writeString(file, STEP_2);
      environment.put("KONG_AUDIT_LOG", "on");
      environment.put("KONG_ENFORCE_RBAC", "on");
      try (ControlPlaneProcess control =
          ControlPlaneProcess.start(
              settings, environment, folder.resolve("log-2"), "-c", file.toString())) {
        assertThat(callAs("test", control, "POST", "/consumers", "username=by-admin"))
            .isEqualTo(201);
        assertThatThrownBy(() -> new ArticlesProgram(control.base(), "", fetchedAt.url()).run())
            .isInstanceOf(IOException.class)
            .hasMessageContaining("401 {\"message\":\"Invalid RBAC credentials\"}");
        ArticlesProgram program = new ArticlesProgram(control.base(), "test", fetchedAt.url());
        fetched.events().forEach(event -> program.remembered.put((String) event.get("UID"), 1L));
        assertThat(program.run()).isEqualTo(1);
        await(exported, 251);
      }
    }
    assertThat(fetched.sent().values()).as("each was sent once").containsOnly(1);
    assertThat(byId(exported)).isEqualTo(byId(fetched)).hasSize(251);
    assertThat(exported.sent().values()).as("an answer was lost").contains(2);
    Map<String, Object> last = fetched.events().getLast();
    assertThat(Json.text(last.get("userIdentity"))).doesNotContain("anonymous");
    assertThat(compared(fetched.events().getFirst()))
        .hasEntrySatisfying(
            "userIdentity", who -> assertThat(Json.text(who)).contains("\"anonymous\""))
        .containsEntry("eventName", "POSTconsumers")
        .containsEntry("eventSource", "kong-gateway")
        .containsEntry("version", "3.9.1");
  }

  /// The first hundred arrive, and nobody hears that they did.
  private static Function<Stub.Asked, Said> losingAnAnswer(Lake lake) {
    AtomicInteger calls = new AtomicInteger();
    return request -> {
      Said said = lake.answer(request);
      return said.status() == 200 && calls.getAndIncrement() == 0 ? new Said(503, "lost") : said;
    };
  }

  private static void leavesOutWhatStep2Names(ControlPlaneProcess control) throws Exception {
    for (String path : List.of("/services", "/status", "/audit/requests", "/endpoints")) {
      call(control, "GET", path);
    }
    call(control, "OPTIONS", "/services");
    call(control, "POST", "/status", "a=b");
    call(control, "DELETE", "/endpoints/x");
    List<String> sent = new ArrayList<>();
    try (Stub nobody = new Stub()) {
      ArticlesProgram program = new ArticlesProgram(control.base(), "", nobody.url());
      assertThat(program.run()).isZero();
      nobody.asked.forEach(asked -> sent.add(asked.body()));
    }
    assertThat(sent).isEmpty();
  }

  /// Without step 2 the program's own calls are on record, while it reads: it must come to an end.
  @Test
  void theProgramEndsWhenItsOwnCallsAreOnRecord() throws Exception {
    Lake lake = new Lake();
    try (Stub stub = new Stub();
        ControlPlaneForTests control = ControlPlaneForTests.startWith(Map.of("audit_log", "on"))) {
      stub.behaviour = lake::answer;
      for (int i = 0; i < 220; i++) {
        control.get("/event-hooks/?size=" + i);
      }
      ArticlesProgram program = new ArticlesProgram(control.base(), "", stub.url());

      assertThat(program.run()).isEqualTo(220);
      // Of the run before: three pages and three looks at the version.
      assertThat(program.run()).isEqualTo(6);

      assertThat(lake.sent().values()).containsOnly(1);
      assertThat(lake.events())
          .filteredOn(event -> "GETevent-hooks/".equals(event.get("eventName")))
          .hasSize(220)
          .anySatisfy(event ->
              assertThat(event)
                  .containsEntry("requestParameters", Map.of("queryParameters", "size=7")));
    }
  }
}
