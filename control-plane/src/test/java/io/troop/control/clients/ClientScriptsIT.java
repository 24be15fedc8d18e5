package io.troop.control.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Replays what Kong's clients ask for, request by request.
class ClientScriptsIT {

  private static final Pattern NAME = Pattern.compile("<([a-z0-9-]+)>");

  private static ControlPlaneForTests control;
  private static final Map<String, String> FILES = new LinkedHashMap<>();
  private final Map<String, String> known = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    Authority authority = Authority.create("ca", InstantSource.system(), new SecureRandom());
    CertifiedKey server = authority.issueServer(List.of("one.example.com"));
    FILES.put("cert", Pem.write(List.of(server.leaf())));
    FILES.put("key", Pem.write(server.key()));
    FILES.put("ca", Pem.write(List.of(authority.certificate())));
    control = ControlPlaneForTests.start();
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  @BeforeEach
  void whatScriptsMayName() {
    // A text within JSON, without its quotes.
    FILES.forEach((name, text) -> {
      String quoted = Json.text(text);
      known.put(name, quoted.substring(1, quoted.length() - 1));
    });
    for (int i = 1; i < 100; i++) {
      known.put(String.valueOf(i), "00000000-0000-4000-8000-%012d".formatted(i));
    }
  }

  private String filled(String text) {
    return NAME.matcher(text)
        .replaceAll(name ->
            Matcher.quoteReplacement(
                known.getOrDefault(name.group(1), "no <" + name.group(1) + ">")));
  }

  private void replay(String root, ReplayScript script) {
    assertThat(script.steps()).isNotEmpty();
    for (ReplayScript.Step step : script.steps()) {
      String body = filled(step.body());
      String path = root + filled(step.path());
      Reply reply =
          control.call(
              step.method(),
              path,
              body.isEmpty() ? null : "application/json",
              body.isEmpty() ? null : body);
      String what = "%s %s %s: %s".formatted(step.method(), path, body, reply.raw().body());
      assertThat(reply.status()).as(what).isEqualTo(step.status());
      if (!step.has().isEmpty()) {
        contains(what, reply.json(), Json.parse(filled(step.has())));
      }
      if (!step.as().isEmpty()) {
        known.put(step.as(), String.valueOf(reply.json().get("id")));
      }
    }
  }

  /// Objects contain at least the members that are expected, lists as many entries as are expected.
  private static void contains(String what, Object actual, Object expected) {
    switch (expected) {
      case Map<?, ?> members -> {
        assertThat(actual).as(what).isInstanceOf(Map.class);
        members.forEach(
            (name, value) -> contains(what + " @ " + name, ((Map<?, ?>) actual).get(name), value));
      }
      case List<?> list -> {
        assertThat(actual).as(what).isInstanceOf(List.class);
        assertThat((List<?>) actual).as(what).hasSameSizeAs(list);
        for (int i = 0; i < list.size(); i++) {
          contains(what + " @ " + i, ((List<?>) actual).get(i), list.get(i));
        }
      }
      case null -> assertThat(actual).as(what).isNull();
      default -> assertThat(actual).as(what).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"entities", "information", "workspaces", "rbac", "admins", "refused"})
  void theAdminApiAnswersItsClients(String script) {
    replay("", ReplayScript.of(script));
  }

  @Test
  void aControlPlaneOfKonnectAnswersThemBelowItsAddress() {
    Reply made = control.post("/v2/control-planes", Map.of("name", "replayed"));
    known.put("cp", String.valueOf(made.json().get("id")));

    replay("/v2/control-planes/" + known.get("cp") + "/core-entities", ReplayScript.of("entities"));
    replay("", ReplayScript.of("konnect"));
  }

  @Test
  void everyScriptIsReplayed() {
    assertThat(ReplayScript.all())
        .extracting(ReplayScript::name)
        .containsExactlyInAnyOrder(
            "admins", "entities", "information", "konnect", "rbac", "refused", "workspaces");
  }
}
