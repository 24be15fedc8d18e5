package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.troop.jose.Token;
import io.troop.plugin.form.QueryText;
import io.troop.plugin.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// An OpenID provider: a real HTTP server with discovery, keys, authorization, tokens,
/// introspection, userinfo, revocation and pushed requests. It is strict: what a provider would
/// refuse is refused. A test can have it broken, slow, or use other keys.
final class OidcProvider implements AutoCloseable {
  static final String CLIENT = "gateway";
  static final String SECRET = "a secret only we two know";

  /// Whom a proxy in front that ends TLS tells of in `X-Client-Cert` when it is the client.
  static final String CERTIFIED = "CN=bob,O=Test";

  static final long NOW = 1_700_000_000L;

  /// Making a key takes long, so there are but a few.
  private static final List<KeyPair> PAIRS = List.of(pair("RSA"), pair("RSA"));

  private final HttpServer server;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, String> refreshes = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> pushed = new ConcurrentHashMap<>();

  /// Paths that were asked for, in order.
  final List<String> asked = new CopyOnWriteArrayList<>();

  /// The last request of each path: its headers and form.
  final Map<String, Map<String, String>> last = new ConcurrentHashMap<>();

  /// What introspection says, by token.
  final Map<String, Map<String, ?>> opaque = new ConcurrentHashMap<>();

  /// Members of the discovery document, in place of the usual ones.
  final Map<String, Object> discovery = new LinkedHashMap<>();

  /// Claims of new tokens, in place of the usual ones.
  final Map<String, Object> claims = new LinkedHashMap<>();

  final List<String> revoked = new CopyOnWriteArrayList<>();
  volatile KeyPair keys;
  volatile String keyId = "key-1";
  volatile List<Map<String, ?>> published = List.of();

  /// The status that some paths answer, whatever is asked.
  final Map<String, Integer> broken = new ConcurrentHashMap<>();

  /// What answers wait for.
  volatile CountDownLatch gate = new CountDownLatch(0);

  private int counter;
  private int rotations;

  OidcProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    rotate("key-1");
    server.createContext("/", this::serve);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String issuer() {
    return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  /// Signs with another key from now on, and publishes no other.
  void rotate(String id) {
    keys = PAIRS.get(rotations++ % PAIRS.size());
    keyId = id;
    published = List.of(jwk(keys, id));
  }

  /// A key that no provider publishes first.
  static KeyPair stranger() {
    return PAIRS.getLast();
  }

  static KeyPair pair(String kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.equals("RSA") ? "RSA" : "EC");
      if (kind.equals("RSA")) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec(kind));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Map<String, ?> jwk(KeyPair pair, String id) {
    return switch (pair.getPublic()) {
      case RSAPublicKey rsa ->
          Map.of(
              "kty",
              "RSA",
              "kid",
              id,
              "use",
              "sig",
              "n",
              number(rsa.getModulus(), 256),
              "e",
              number(rsa.getPublicExponent(), 3));
      case ECPublicKey ec ->
          Map.of(
              "kty",
              "EC",
              "kid",
              id,
              "crv",
              "P-256",
              "x",
              number(ec.getW().getAffineX(), 32),
              "y",
              number(ec.getW().getAffineY(), 32));
      default -> throw new AssertionError(pair.getPublic());
    };
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    byte[] given = number.toByteArray();
    int copied = Math.min(length, given.length);
    System.arraycopy(given, given.length - copied, bytes, length - copied, copied);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// An access token of Alice.
  String token() {
    return token(Map.of());
  }

  /// An access token of Alice with these claims in place of the usual ones; one of null is left
  /// out.
  String token(Map<String, ?> other) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("iss", issuer());
    all.put("sub", "alice");
    all.put("aud", "shop");
    all.put("scope", "openid read");
    all.put("iat", NOW - 10);
    all.put("exp", NOW + 300);
    all.put("jti", "" + counter++);
    all.putAll(claims);
    other.forEach((name, value) -> {
      all.put(name, value);
      if ("".equals(value)) {
        all.remove(name);
      }
    });
    return signed(all);
  }

  String signed(Map<String, ?> all) {
    try {
      return Token.sign("RS256", keyId, all, keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// What a user's browser does at the authorization endpoint: Alice logs in.
  ///
  /// @return the query that the browser comes back with
  String logIn(String location) {
    Map<String, String> query = form(location.substring(location.indexOf('?') + 1));
    Map<String, String> asked =
        query.containsKey("request_uri") ? pushed.remove(query.get("request_uri")) : query;
    if (asked == null
        || !CLIENT.equals(asked.get("client_id"))
        || !"code".equals(asked.get("response_type"))) {
      throw new AssertionError("no request that a provider takes: " + location);
    }
    String code = "code-" + counter++;
    codes.put(code, asked);
    return "code=" + code + "&state=" + asked.get("state");
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Map<String, String> seen = new LinkedHashMap<>(form);
    exchange.getRequestHeaders().forEach((name, values) -> seen.put(name, values.getFirst()));
    last.put(path, seen);
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    Integer status = broken.get(path);
    if (status != null) {
      answer(exchange, status, status == 200 ? "<html>" : "{}");
      return;
    }
    switch (path) {
      case "/.well-known/openid-configuration" -> answer(exchange, 200, document());
      case "/jwks" -> answer(exchange, 200, Map.of("keys", published));
      case "/token" -> token(exchange, form);
      case "/introspect" -> introspect(exchange, form);
      case "/userinfo" -> userinfo(exchange);
      case "/revoke" -> {
        revoked.add(form.get("token"));
        answer(exchange, isClient(exchange, form) ? 200 : 401, "");
      }
      case "/par" -> {
        String uri = "urn:ietf:params:oauth:request_uri:" + counter++;
        pushed.put(uri, form);
        answer(exchange, isClient(exchange, form) ? 201 : 401, Map.of("request_uri", uri));
      }
      default -> answer(exchange, 404, "");
    }
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", issuer());
    document.put("authorization_endpoint", issuer() + "/authorize");
    document.put("token_endpoint", issuer() + "/token");
    document.put("introspection_endpoint", issuer() + "/introspect");
    document.put("userinfo_endpoint", issuer() + "/userinfo");
    document.put("revocation_endpoint", issuer() + "/revoke");
    document.put("end_session_endpoint", issuer() + "/logout");
    document.put("pushed_authorization_request_endpoint", issuer() + "/par");
    document.put("jwks_uri", issuer() + "/jwks");
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.putAll(discovery);
    return document;
  }

  private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
    String grant = form.getOrDefault("grant_type", "");
    boolean good =
        switch (grant) {
          case "client_credentials" -> true;
          case "password" ->
              "alice".equals(form.get("username")) && "wonder".equals(form.get("password"));
          case "refresh_token" -> refreshes.remove(form.get("refresh_token")) != null;
          case "authorization_code" -> isGood(form);
          default -> false;
        };
    if (!isClient(exchange, form)) {
      answer(exchange, 401, Map.of("error", "invalid_client"));
    } else if (!good) {
      answer(exchange, 400, Map.of("error", "invalid_grant"));
    } else {
      Map<String, String> asked = codes.getOrDefault(form.getOrDefault("code", ""), Map.of());
      String refresh = "refresh-" + counter++;
      refreshes.put(refresh, "alice");
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("access_token", token());
      answer.put("token_type", "Bearer");
      answer.put("expires_in", 300);
      answer.put("refresh_token", refresh);
      if (!grant.equals("client_credentials")) {
        answer.put("id_token", identity(asked.get("nonce")));
      }
      exchange.getResponseHeaders().add("X-Tenant", "wonderland");
      answer(exchange, 200, answer);
    }
  }

  /// An ID token of Alice.
  String identity(String nonce) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("aud", CLIENT);
    all.put("auth_time", NOW - 5);
    all.put("name", "Alice");
    all.put("nonce", nonce == null ? "" : nonce);
    all.putAll(claims);
    return token(all);
  }

  /// A code is good once, at the address it was asked for, with the verifier of its challenge.
  private boolean isGood(Map<String, String> form) {
    Map<String, String> asked = codes.get(form.getOrDefault("code", ""));
    return asked != null
        && asked.put("used", "yes") == null
        && asked.get("redirect_uri").equals(form.get("redirect_uri"))
        && (asked.get("code_challenge") == null
            || asked.get("code_challenge").equals(challenge(form.get("code_verifier"))));
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(("" + verifier).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isClient(HttpExchange exchange, Map<String, String> form) {
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    if (basic != null) {
      String pair = new String(Base64.getDecoder().decode(basic.substring(6)), UTF_8);
      String[] parts = pair.split(":", 2);
      return QueryText.decoded(parts[0]).equals(CLIENT)
          && QueryText.decoded(parts[1]).equals(SECRET);
    }
    return CLIENT.equals(form.get("client_id"))
        && (SECRET.equals(form.get("client_secret"))
            || form.containsKey("client_assertion")
            || CERTIFIED.equals(exchange.getRequestHeaders().getFirst("X-Client-Cert")));
  }

  private void introspect(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!isClient(exchange, form)) {
      answer(exchange, 401, "{}");
      return;
    }
    answer(exchange, 200, opaque.getOrDefault(form.get("token"), Map.of("active", false)));
  }

  private void userinfo(HttpExchange exchange) throws IOException {
    String authorization = "" + exchange.getRequestHeaders().getFirst("Authorization");
    String token = authorization.replaceFirst("^Bearer ", "");
    boolean known = opaque.containsKey(token) || token.startsWith("ey");
    answer(
        exchange,
        known ? 200 : 401,
        known ? Map.of("sub", "alice", "email", "alice@example.com") : Map.of());
  }

  private static Map<String, String> form(String text) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        out.put(
            QueryText.decoded(pair.substring(0, equals)),
            QueryText.decoded(pair.substring(equals + 1)));
      }
    }
    return out;
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = (body instanceof String text ? text : Json.write(body)).getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /// How often a path was asked for.
  long count(String path) {
    return new ArrayList<>(asked).stream().filter(path::equals).count();
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
  }
}
