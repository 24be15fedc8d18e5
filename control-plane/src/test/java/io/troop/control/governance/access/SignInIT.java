package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignInIT {

  private static final String PASSWORD = "first-password-of-all";

  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() {
    control = ControlPlaneForTests.startWith(Map.of("enforce_rbac", "on", "password", PASSWORD));
  }

  @AfterAll
  static void stop() {
    control.close();
  }

  private static Reply send(String method, String path, Object body, String... headers) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return control.call(
        method,
        path,
        body == null ? null : "application/json",
        body == null ? null : Json.text(body),
        all);
  }

  private static Reply signIn(String password) {
    return send("POST", "/auth/sign-in", Map.of("username", "kong_admin", "password", password));
  }

  private static String cookie(Reply reply) {
    return reply.raw().headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private static String csrf(Reply reply) {
    return String.valueOf(reply.json().get("csrf"));
  }

  @Test
  void signsInWithACookieThatScriptsAndOtherSitesCantUse() {
    Reply reply = signIn(PASSWORD);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get("user")).asString().contains("kong_admin");
    assertThat(reply.json().get("roles")).asString().contains("super-admin");
    assertThat(reply.raw().headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Strict", "Path=/");
    assertThat(send("GET", "/services", null, "Cookie", cookie(reply)).status()).isEqualTo(200);
    assertThat(send("GET", "/auth/me", null, "Cookie", cookie(reply)).json())
        .containsEntry("csrf", csrf(reply))
        .containsEntry("rbac", "on");
  }

  @Test
  void aChangeNeedsTheCsrfToken() {
    Reply session = signIn(PASSWORD);
    Map<String, String> body = Map.of("name", "by-session", "host", "a.com");

    assertThat(send("POST", "/services", body, "Cookie", cookie(session)).status()).isEqualTo(403);
    assertThat(
            send(
                    "POST",
                    "/services",
                    body,
                    "Cookie",
                    cookie(session),
                    "X-CSRF-Token",
                    csrf(session))
                .status())
        .isEqualTo(201);
  }

  @Test
  void aPageOfAnotherSiteHasNoSession() {
    Reply session = signIn(PASSWORD);

    assertThat(
            send(
                    "GET",
                    "/services",
                    null,
                    "Cookie",
                    cookie(session),
                    "Origin",
                    "https://evil.example")
                .status())
        .isEqualTo(401);
    assertThat(
            send(
                    "GET",
                    "/services",
                    null,
                    "Cookie",
                    cookie(session),
                    "Origin",
                    "http://127.0.0.1:8002")
                .status())
        .isEqualTo(200);
  }

  @Test
  void signingOutEndsTheSession() {
    Reply session = signIn(PASSWORD);

    Reply out =
        send(
            "POST",
            "/auth/sign-out",
            Map.of(),
            "Cookie",
            cookie(session),
            "X-CSRF-Token",
            csrf(session));

    assertThat(out.status()).isEqualTo(204);
    assertThat(send("GET", "/services", null, "Cookie", cookie(session)).status()).isEqualTo(401);
  }

  @Test
  void refusesWithoutAndWithWrongCredentialsInKongsWords() {
    for (Reply reply :
        new Reply[] {
          control.get("/services"),
          control.get("/no/such/path"),
          send("GET", "/services", null, "Kong-Admin-Token", "wrong"),
          send("GET", "/services", null, "Authorization", "Bearer wrong")
        }) {
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.json()).containsEntry("message", "Invalid RBAC credentials");
    }
  }

  @Test
  void takesTheTokenInBothHeaders() {
    assertThat(send("GET", "/services", null, "Kong-Admin-Token", PASSWORD).status())
        .isEqualTo(200);
    assertThat(send("GET", "/services", null, "Authorization", "Bearer " + PASSWORD).status())
        .isEqualTo(200);
    assertThat(send("OPTIONS", "/services", null).status()).isEqualTo(204);
  }

  @Test
  void commitsCarryTheUser() {
    send(
        "POST",
        "/services",
        Map.of("name", "authored", "host", "a.com"),
        "Kong-Admin-Token",
        PASSWORD);

    assertThat(
            send("GET", "/revisions?size=1", null, "Kong-Admin-Token", PASSWORD).json().get("data"))
        .asString()
        .contains("kong_admin");
  }

  @Test
  void closesTheDoorAfterTooManyWrongPasswordsForAName() {
    Reply last = null;
    for (int i = 0; i < 6; i++) {
      last = send("POST", "/auth/sign-in", Map.of("username", "somebody", "password", "guess" + i));
    }

    assertThat(last.status()).isEqualTo(429);
    assertThat(last.raw().headers().firstValue("Retry-After")).isPresent();
    assertThat(signIn(PASSWORD).status()).isEqualTo(200);
  }
}
