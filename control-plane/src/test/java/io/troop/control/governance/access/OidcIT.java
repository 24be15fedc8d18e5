package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneForTests.Reply;
import io.troop.control.document.Json;
import io.troop.jose.Token;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OidcIT {

  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  /// A provider: it signs in whom a test says, and checks what it is sent.
  private static final class Provider implements AutoCloseable {
    private final HttpServer server;
    private final KeyPair keys = keys();
    private final Map<String, Map<String, String>> codes = new HashMap<>();
    volatile KeyPair signs = keys;
    volatile UnaryOperator<Map<String, Object>> claims = UnaryOperator.identity();
    volatile Map<String, Object> userInfo = Map.of();

    Provider() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    static KeyPair keys() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException problem) {
        throw new IllegalStateException(problem);
      }
    }

    String issuer() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// What the browser brings back from here.
    synchronized String signIn(String location) {
      Map<String, String> query = form(URI.create(location).getRawQuery());
      assertThat(query)
          .containsEntry("client_id", "troop")
          .containsEntry("code_challenge_method", "S256")
          .containsKeys("nonce", "state", "code_challenge");
      String code = UUID.randomUUID().toString();
      codes.put(code, query);
      return "/auth/oidc/callback?code=" + code + "&state=" + query.get("state");
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Object answer =
          switch (exchange.getRequestURI().getPath()) {
            case "/.well-known/openid-configuration" ->
                Map.of(
                    "issuer", issuer(),
                    "authorization_endpoint", issuer() + "/authorize",
                    "token_endpoint", issuer() + "/token",
                    "userinfo_endpoint", issuer() + "/userinfo",
                    "jwks_uri", issuer() + "/keys");
            case "/userinfo" ->
                "Bearer x".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? userInfo
                    : Map.of();
            case "/keys" -> Map.of("keys", List.of(jwk()));
            default -> token(exchange, form(body));
          };
      byte[] bytes = Json.bytes(answer);
      exchange.sendResponseHeaders(Map.of().equals(answer) ? 400 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    private Map<String, Object> jwk() {
      RSAPublicKey key = (RSAPublicKey) keys.getPublic();
      return Map.of(
          "kty",
          "RSA",
          "kid",
          "k1",
          "n",
          text(key.getModulus()),
          "e",
          text(key.getPublicExponent()));
    }

    private static String text(BigInteger number) {
      return URL.encodeToString(number.toByteArray());
    }

    private Map<String, Object> token(HttpExchange exchange, Map<String, String> form) {
      Map<String, String> asked = codes.remove(String.valueOf(form.get("code")));
      String basic = exchange.getRequestHeaders().getFirst("Authorization");
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256")
                .digest(form.get("code_verifier").getBytes(StandardCharsets.US_ASCII));
        if (asked == null
            || !URL.encodeToString(digest).equals(asked.get("code_challenge"))
            || !form.get("redirect_uri").equals(asked.get("redirect_uri"))
            || !("Basic "
                    + Base64.getEncoder()
                        .encodeToString("troop:hush".getBytes(StandardCharsets.US_ASCII)))
                .equals(basic)) {
          return Map.of();
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("iss", issuer());
        all.put("aud", "troop");
        all.put("sub", "s-1");
        all.put("email", "ann@example.com");
        all.put("groups", List.of("auditors", "others"));
        all.put("nonce", asked.get("nonce"));
        all.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
        return Map.of(
            "access_token",
            "x",
            "id_token",
            Token.sign("RS256", "k1", claims.apply(all), signs.getPrivate()));
      } catch (GeneralSecurityException problem) {
        throw new IllegalStateException(problem);
      }
    }

    private static Map<String, String> form(String text) {
      Map<String, String> form = new HashMap<>();
      for (String pair : text.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        form.put(
            parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
      }
      return form;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Provider provider;
  private static ControlPlaneForTests control;

  @BeforeAll
  static void start() throws IOException {
    provider = new Provider();
    control =
        ControlPlaneForTests.startWith(
            Map.of(
                "enforce_rbac", "on",
                "audit_log", "on",
                "password", "first-password-of-all",
                "admin_gui_auth", "openid-connect",
                "admin_gui_auth_conf",
                    """
                    {"issuer": "%s", "client_id": ["troop"], "client_secret": ["hush"],
                     "redirect_uri": ["http://127.0.0.1/auth/oidc/callback"], "admin_claim": "email"}
                    """
                        .formatted(provider.issuer()),
                "troop_oidc_roles", "auditors:read-only, operators:super-admin"));
  }

  @AfterAll
  static void stop() {
    control.close();
    provider.close();
  }

  private static Reply get(String path, String cookie) {
    return control.call(
        "GET", path, null, null, cookie.isEmpty() ? Map.of() : Map.of("Cookie", cookie));
  }

  private static String header(Reply reply, String name) {
    return reply.raw().headers().firstValue(name).orElseThrow();
  }

  private static String cookie(Reply reply) {
    return header(reply, "Set-Cookie").split(";", 2)[0];
  }

  private static Reply signIn() {
    Reply started = get("/auth/oidc/start", "");
    return get(provider.signIn(header(started, "Location")), cookie(started));
  }

  private static Reply signIn(String subject, String email, List<String> groups) {
    provider.claims =
        all -> {
          all.put("sub", subject);
          all.put("email", email);
          all.put("groups", groups);
          return all;
        };
    try {
      return signIn();
    } finally {
      provider.claims = UnaryOperator.identity();
    }
  }

  @Test
  void somebodyWhoSignedInHasTheRolesOfTheirGroups() {
    Reply back = signIn();

    assertThat(back.status()).isEqualTo(302);
    assertThat(header(back, "Location")).isEqualTo("/");
    assertThat(header(back, "Set-Cookie"))
        .startsWith("troop_session=")
        .contains("HttpOnly", "SameSite=Strict");
    Reply me = get("/auth/me", cookie(back));
    assertThat(me.json().get("user")).asString().contains("ann@example.com");
    assertThat(me.json()).containsEntry("roles", List.of("read-only"));
    assertThat(get("/services", cookie(back)).status()).isEqualTo(200);
    Map<String, String> headers =
        Map.of("Cookie", cookie(back), "X-CSRF-Token", String.valueOf(me.json().get("csrf")));
    assertThat(
            control
                .call("POST", "/services", "application/json", "{\"host\":\"a\"}", headers)
                .status())
        .isEqualTo(403);
    Reply log =
        control.call(
            "GET",
            "/audit/requests?size=1000",
            null,
            null,
            Map.of("Kong-Admin-Token", "first-password-of-all"));
    assertThat(log.raw().body()).contains("/auth/oidc/callback?code=***").doesNotContain("hush");
  }

  @Test
  void rolesFollowTheGroupsAtEverySignIn() {
    Reply first = signIn("s-2", "bob@example.com", List.of("operators"));
    assertThat(get("/rbac/users", cookie(first)).status()).isEqualTo(200);

    assertThat(signIn("s-2", "bob@example.com", List.of("auditors")).status()).isEqualTo(302);
    assertThat(get("/auth/me", cookie(first)).json()).containsEntry("roles", List.of("read-only"));
    assertThat(signIn("s-2", "bob@example.com", List.of()).status()).isEqualTo(403);
    assertThat(get("/services", cookie(first)).status()).isEqualTo(403);
  }

  /// As providers do that put into an ID token only what it must hold.
  @Test
  void whatTheTokenDoesNotTellTheProviderIsAskedFor() {
    provider.claims =
        all -> {
          all.put("sub", "s-5");
          all.remove("email");
          all.remove("groups");
          return all;
        };
    provider.userInfo =
        Map.of("sub", "s-5", "email", "eva@example.com", "groups", List.of("auditors"));
    Reply back = signIn();
    assertThat(get("/auth/me", cookie(back)).json())
        .containsEntry("roles", List.of("read-only"))
        .hasEntrySatisfying(
            "user", user -> assertThat(user).asString().contains("eva@example.com"));

    provider.userInfo = Map.of("sub", "s-6", "groups", List.of("operators"));
    assertThat(signIn().status()).as("told of somebody else").isEqualTo(401);
    provider.userInfo = Map.of();
    assertThat(signIn().status()).as("told of nobody").isEqualTo(401);
    provider.claims = UnaryOperator.identity();
  }

  @Test
  void nobodyBecomesSomebodyByTheirName() {
    assertThat(signIn("s-3", "kong_admin", List.of("auditors")).status()).isEqualTo(403);
    assertThat(signIn("s-4", "eve@example.com", List.of("strangers")).status()).isEqualTo(403);
  }

  @Test
  void tokensThatAreNotOursAreRefused() {
    List<UnaryOperator<Map<String, Object>>> lies =
        List.of(
            all -> with(all, "iss", "https://evil.example.com"),
            all -> with(all, "aud", "another"),
            all -> with(all, "aud", List.of("troop", "another")),
            all -> with(all, "nonce", "another"),
            all -> with(all, "exp", Instant.now().minusSeconds(600).getEpochSecond()),
            all -> with(all, "sub", ""));
    for (UnaryOperator<Map<String, Object>> lie : lies) {
      provider.claims = lie;
      assertThat(signIn().status()).isEqualTo(401);
    }
    provider.claims = UnaryOperator.identity();
    provider.signs = Provider.keys();
    assertThat(signIn().status()).isEqualTo(401);
    provider.signs = provider.keys;
  }

  private static Map<String, Object> with(Map<String, Object> all, String name, Object value) {
    all.put(name, value);
    return all;
  }

  @Test
  void aCodeIsOfOneBrowserAndOneTime() {
    Reply mine = get("/auth/oidc/start", "");
    Reply theirs = get("/auth/oidc/start", "");
    String back = provider.signIn(header(theirs, "Location"));

    assertThat(get(back, cookie(mine)).status()).isEqualTo(401);
    assertThat(get(back, "").status()).isEqualTo(401);
    assertThat(get(back, "troop_oidc=AQAA").status()).isEqualTo(401);
    assertThat(get(back, cookie(theirs)).status()).isEqualTo(302);
    assertThat(get(back, cookie(theirs)).status()).isEqualTo(401);
  }

  @Test
  void theConsoleLearnsHowToSignIn() {
    assertThat(get("/auth/methods", "").json())
        .containsEntry("oidc", Map.of("start", "/auth/oidc/start"));
  }
}
