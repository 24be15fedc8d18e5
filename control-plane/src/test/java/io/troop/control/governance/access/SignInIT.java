package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
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
    return control.send(method, path, body, all);
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

  private static Reply bySession(String method, String path, Object body) {
    Reply session = signIn(PASSWORD);
    return send(method, path, body, "Cookie", cookie(session), "X-CSRF-Token", csrf(session));
  }

  private static Reply byToken(String method, String path, Object body, Object token) {
    return send(method, path, body, "Authorization", "Bearer " + token);
  }

  @Test
  void aPersonalAccessTokenActsForItsUserUntilItIsRevoked() {
    Reply made = bySession("POST", "/v3/users/me/access-tokens", Map.of("name", "deck"));
    assertThat(made.status()).isEqualTo(201);
    String token = String.valueOf(made.json().get("token"));
    assertThat(token).startsWith("kpat_").hasSizeGreaterThan(40);
    String one = "/v3/users/me/access-tokens/" + made.json().get("id");

    assertThat(byToken("GET", "/v2/control-planes", null, token).status()).isEqualTo(200);
    assertThat(byToken("GET", "/services", null, token).status()).isEqualTo(200);
    assertThat(byToken("GET", "/v3/users/me", null, token).json())
        .containsEntry("preferred_name", "kong_admin");
    // A token is listed without its secret.
    Reply listed = byToken("GET", "/v2/users/me/access-tokens", null, token);
    assertThat(String.valueOf(listed.json().get("data"))).contains("deck").doesNotContain("kpat_");
    assertThat(byToken("GET", one, null, token).json().get("last_used_at")).isNotNull();

    assertThat(byToken("DELETE", one, null, token).status()).isEqualTo(204);
    assertThat(byToken("GET", "/services", null, token).status()).isEqualTo(401);
    assertThat(bySession("GET", one, null).status()).isEqualTo(404);
  }

  @Test
  void aPersonalAccessTokenNeedsANameOfItsOwnAndATimeToCome() {
    String path = "/v3/users/me/access-tokens";
    assertThat(bySession("POST", path, Map.of()).status()).isEqualTo(400);
    assertThat(
            bySession("POST", path, Map.of("name", "old", "expires_at", "2001-01-01T00:00:00Z"))
                .status())
        .isEqualTo(400);
    assertThat(bySession("POST", path, Map.of("name", "twice")).status()).isEqualTo(201);
    assertThat(bySession("POST", path, Map.of("name", "twice")).status()).isEqualTo(409);
    assertThat(
            bySession("POST", path, Map.of("name", "new", "expires_at", "2999-01-01T00:00:00Z"))
                .json())
        .containsEntry("expires_at", "2999-01-01T00:00:00Z");
  }

  @Test
  void nobodyMakesTokensForOthersAndFewSeeThem() {
    bySession(
        "POST",
        "/rbac/users",
        Map.of("name", "plain-user", "user_token", "a-token-for-plain-user"));
    Reply me = send("GET", "/v3/users/me", null, "Kong-Admin-Token", "a-token-for-plain-user");
    assertThat(me.status()).isEqualTo(200);
    String theirs = "/v3/users/" + me.json().get("id") + "/access-tokens";
    String admin =
        "/v3/users/" + bySession("GET", "/v3/users/me", null).json().get("id") + "/access-tokens";

    assertThat(bySession("POST", theirs, Map.of("name", "for-you")).status()).isEqualTo(403);
    assertThat(bySession("GET", theirs, null).status()).isEqualTo(200);
    assertThat(send("GET", admin, null, "Kong-Admin-Token", "a-token-for-plain-user").status())
        .isEqualTo(404);
    assertThat(send("GET", admin, null).status()).isEqualTo(401);
    assertThat(byToken("GET", "/services", null, "kpat_of-nobody").status()).isEqualTo(401);
  }
}
