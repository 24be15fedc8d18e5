package io.troop.plugins;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.jose.Token;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Hashes;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugins.fakes.FakeEntities;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Credentials in wrong forms, too long, out of time or of nobody: each plugin refuses them with
/// its own words, and none of them breaks one.
class BadCredentialsTest {
  private static final long NOW = 1_700_000_000L;
  private static final UUID SERVICE = new UUID(0, 7);
  private static final String BOB = "00000000-0000-4000-8000-00000000000b";
  private static final Map<String, String> CONFIGS =
      Map.of(
          "key-auth", "{}",
          "key-auth-enc", "{}",
          "header-cert-auth",
              "{\"certificate_header_name\":\"apikey\",\"secure_source\":false,"
                  + "\"certificate_header_format\":\"base64_encoded\","
                  + "\"ca_certificates\":[\"00000000-0000-4000-8000-0000000000ca\"]}",
          "basic-auth", "{}",
          "jwt", "{\"claims_to_verify\":[\"exp\",\"nbf\"]}",
          "hmac-auth", "{}",
          "oauth2", "{\"enable_implicit_grant\":true,\"provision_key\":\"p\"}",
          "ldap-auth", "{\"ldap_host\":\"ldap.invalid\",\"base_dn\":\"dc=x\",\"attribute\":\"cn\"}",
          "openid-connect", "{\"issuer\":\"http://idp.invalid\",\"auth_methods\":[\"bearer\"]}");

  private final FakeHost host = new FakeHost();
  private final FakeEntities stored = new FakeEntities();

  @BeforeEach
  void bobHasCredentialsOfAllKinds() {
    stored.all.add(new Consumer(UUID.fromString(BOB), "bob", null, null, 0, 0));
    Map<String, Object> bob = Map.of("id", BOB);
    add("key-auth", 0, Map.of("consumer", bob, "key", "k1"));
    add("basic-auth", 0, Map.of("consumer", bob, "username", "bob", "password", "pass"));
    add("jwt", 0, Map.of("consumer", bob, "key", "iss1", "secret", "s1"));
    add("hmac-auth", 0, Map.of("consumer", bob, "username", "bob", "secret", "s2"));
    Map<String, Object> app = Map.of("id", new UUID(0, 70).toString());
    add(
        "oauth2",
        0,
        Map.of("id", app.get("id"), "consumer", bob, "name", "app", "client_id", "cid"));
    add("oauth2", 2, token(app, "expired-token", 60, NOW - 61));
    add("oauth2", 2, token(app, "good-token", 60, NOW - 10));
  }

  private static Map<String, Object> token(
      Map<String, Object> app, String text, long lifetime, long createdAt) {
    return Map.of(
        "credential",
        app,
        "service",
        Map.of("id", SERVICE.toString()),
        "access_token",
        text,
        "expires_in",
        lifetime,
        "created_at",
        createdAt);
  }

  private void add(String plugin, int entity, Map<String, Object> fields) {
    EntitySpec spec = Plugins.named(plugin).entities().get(entity);
    Autos autos = new Autos(host.clock(), new Random(stored.all.size()));
    stored.all.add(
        RecordBinder.bind(spec.type(), spec.schema().create(new HashMap<>(fields), autos)));
  }

  private Verdict run(String plugin, FakeExchange exchange) throws Exception {
    exchange.service(SERVICE, "s", "upstream.example");
    exchange.entities.all.addAll(stored.all);
    Handler handler = Plugins.handler(Handler.class, plugin, CONFIGS.get(plugin), host);
    return switch (handler) {
      case Handler.OnRequest now -> now.onRequest(exchange);
      case Handler.OnRequestAsync later -> later.onRequest(exchange).block();
      case Handler.OnRequestBlocking slow -> slow.onRequest(exchange);
      default -> throw new AssertionError(plugin);
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static String jwt(Map<String, ?> claims) {
    try {
      return Token.sign("HS256", null, claims, new SecretKeySpec("s1".getBytes(UTF_8), "x"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static FakeExchange authorization(String value) {
    return new FakeExchange().header("Authorization", value);
  }

  static Stream<Arguments> good() {
    Map<String, ?> claims = Map.of("iss", "iss1", "exp", NOW + 1, "nbf", NOW);
    return Stream.of(
        Arguments.of("key-auth", new FakeExchange().header("apikey", "k1")),
        Arguments.of("basic-auth", authorization("Basic " + base64("bob:pass"))),
        Arguments.of("jwt", authorization("Bearer " + jwt(claims))),
        Arguments.of("oauth2", authorization("Bearer good-token")));
  }

  /// What the others are compared with: else a plugin that refuses everybody would pass.
  @ParameterizedTest
  @MethodSource("good")
  void goodOnesAreLetIn(String plugin, FakeExchange exchange) throws Exception {
    assertThat(run(plugin, exchange)).isEqualTo(Verdict.PROCEED);
  }

  static Stream<Arguments> bad() {
    String two = "Basic " + base64("bob:pass") + ", Basic " + base64("bob:pass");
    return Stream.of(
        bad("key-auth", "nothing", new FakeExchange(), "No API key found in request"),
        bad("key-auth", "empty", new FakeExchange().header("apikey", ""), "No API key found"),
        bad("key-auth", "unknown", new FakeExchange().header("apikey", "k2"), "Unauthorized"),
        bad("key-auth", "other case", new FakeExchange().header("apikey", "K1"), "Unauthorized"),
        bad("key-auth", "space", new FakeExchange("GET", "/?apikey=k1%20"), "Unauthorized"),
        bad("key-auth", "twice", new FakeExchange("GET", "/?apikey=k1&apikey=k1"), "Duplicate"),
        bad(
            "key-auth",
            "two headers",
            new FakeExchange().header("apikey", "k1").header("apikey", "k1"),
            "Duplicate API key found"),
        bad("key-auth", "a prefix", new FakeExchange().header("apikey", "k"), "Unauthorized"),
        bad("basic-auth", "unknown", authorization("Basic " + base64("eve:pass")), "Unauth"),
        bad("basic-auth", "wrong", authorization("Basic " + base64("bob:Pass")), "Unauthorized"),
        bad("basic-auth", "empty password", authorization("Basic " + base64("bob:")), "Unauth"),
        bad("basic-auth", "no colon", authorization("Basic " + base64("bob")), "Unauthorized"),
        bad("basic-auth", "no name", authorization("Basic " + base64(":pass")), "Unauthorized"),
        bad("basic-auth", "two at once", authorization(two), "Unauthorized"),
        bad("jwt", "ends now", jwt("exp", NOW), "token expired"),
        bad("jwt", "expired", jwt("exp", NOW - 1), "token expired"),
        bad("jwt", "not yet valid", jwt("nbf", NOW + 1), "token not valid yet"),
        bad("jwt", "a text for a time", jwt("exp", "never"), "must be a number"),
        bad("jwt", "no key", jwt("iss", ""), "Invalid 'iss' in claims"),
        bad("jwt", "unknown key", jwt("iss", "iss2"), "No credentials found for given 'iss'"),
        bad("jwt", "a list for a key", jwt("iss", List.of("iss1")), "No credentials found"),
        bad("oauth2", "expired", authorization("Bearer expired-token"), "invalid or has expired"),
        bad("oauth2", "unknown", authorization("Bearer other"), "invalid or has expired"),
        bad(
            "hmac-auth",
            "a date too far off",
            authorization(
                    "hmac username=\"bob\",algorithm=\"hmac-sha256\",headers=\"date\","
                        + "signature=\"AAAA\"")
                .header("Date", "Tue, 14 Nov 2023 22:00:00 GMT"),
            "HMAC signature cannot be verified"),
        bad(
            "hmac-auth",
            "a signature of another length",
            authorization(
                    "hmac username=\"bob\",algorithm=\"hmac-sha256\",headers=\"date\","
                        + "signature=\"AAAA\"")
                .header("Date", "Tue, 14 Nov 2023 22:13:20 GMT"),
            "HMAC signature does not match"));
  }

  private static FakeExchange hmac(String secret, String date) {
    try {
      SecretKeySpec key = new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
      byte[] signature = Hashes.code("HmacSHA256", key, ("date: " + date).getBytes(UTF_8));
      return authorization(
              "hmac username=\"bob\",algorithm=\"hmac-sha256\",headers=\"date\",signature=\""
                  + Base64.getEncoder().encodeToString(signature)
                  + "\"")
          .header("Date", date);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static FakeExchange signed(String secret) {
    try {
      Map<String, ?> claims = Map.of("iss", "iss1", "exp", NOW + 60, "nbf", NOW - 60);
      SecretKeySpec key = new SecretKeySpec(secret.getBytes(UTF_8), "x");
      return authorization("Bearer " + Token.sign("HS256", null, claims, key));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// A plugin, its entity, a field and its old and new value, and requests by both.
  static Stream<Arguments> rotated() {
    String date = "Tue, 14 Nov 2023 22:13:20 GMT";
    return Stream.of(
        Arguments.of(
            "key-auth",
            Map.of("key", "k9"),
            new FakeExchange().header("apikey", "k1"),
            new FakeExchange().header("apikey", "k9")),
        Arguments.of(
            "basic-auth",
            Map.of("username", "bob", "password", "pass9"),
            authorization("Basic " + base64("bob:pass")),
            authorization("Basic " + base64("bob:pass9"))),
        Arguments.of(
            "hmac-auth",
            Map.of("username", "bob", "secret", "s9"),
            hmac("s2", date),
            hmac("s9", date)),
        Arguments.of("jwt", Map.of("key", "iss1", "secret", "s9"), signed("s1"), signed("s9")));
  }

  @ParameterizedTest
  @MethodSource("rotated")
  void aCredentialThatWasReplacedOpensNoMore(
      String plugin, Map<String, Object> fields, FakeExchange old, FakeExchange now)
      throws Exception {
    assertThat(run(plugin, copy(old))).as("before").isEqualTo(Verdict.PROCEED);

    Class<?> type = Plugins.named(plugin).entities().getFirst().type();
    stored.all.removeIf(type::isInstance);
    Map<String, Object> all = new HashMap<>(fields);
    all.put("consumer", Map.of("id", BOB));
    add(plugin, 0, all);

    assertThat(((Verdict.Answer) run(plugin, old)).status()).isEqualTo(401);
    assertThat(run(plugin, now)).isEqualTo(Verdict.PROCEED);
  }

  private static FakeExchange copy(FakeExchange exchange) {
    FakeExchange copy = new FakeExchange();
    exchange.request.headers.forEach(copy::header);
    return copy;
  }

  @ParameterizedTest
  @CsvSource({"-301,false", "-300,true", "300,true", "301,false"})
  void clocksMayDifferByTheSkew(int seconds, boolean lets) throws Exception {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.ofEpochSecond(NOW + seconds).atOffset(ZoneOffset.UTC));

    assertThat(run("hmac-auth", hmac("s2", date)) instanceof Verdict.Proceed).isEqualTo(lets);
  }

  /// What a token says of its algorithm does not count: the credential says it.
  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
  void aPublicKeyIsNoSecret(String algorithm) throws Exception {
    String kind = algorithm.equals("EdDSA") ? "Ed25519" : algorithm.equals("ES256") ? "EC" : "RSA";
    byte[] key = KeyPairGenerator.getInstance(kind).generateKeyPair().getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PUBLIC KEY-----\n";
    stored.all.removeIf(Plugins.named("jwt").entities().getFirst().type()::isInstance);
    add(
        "jwt",
        0,
        Map.of(
            "consumer",
            Map.of("id", BOB),
            "key",
            "iss1",
            "algorithm",
            algorithm,
            "rsa_public_key",
            pem));

    Verdict.Answer answer = (Verdict.Answer) run("jwt", signed(pem));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(new String(answer.body(), UTF_8)).contains("Invalid algorithm");
    String unsigned = base64("{\"alg\":\"none\"}") + "." + base64("{\"iss\":\"iss1\"}") + ".";
    answer = (Verdict.Answer) run("jwt", authorization("Bearer " + unsigned));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(new String(answer.body(), UTF_8)).contains("Bad token; invalid alg");
  }

  private static FakeExchange jwt(String claim, Object value) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", "iss1");
    claims.put("exp", NOW + 60);
    claims.put("nbf", NOW - 60);
    claims.put(claim, value);
    return authorization("Bearer " + jwt(claims));
  }

  private static Arguments bad(String plugin, String name, FakeExchange exchange, String message) {
    return Arguments.of(plugin, name, exchange, message);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badOnesAreRefused(String plugin, String name, FakeExchange exchange, String message)
      throws Exception {
    Verdict.Answer answer = (Verdict.Answer) run(plugin, exchange);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(exchange.identity.isAuthenticated()).isFalse();
    byte[] body = answer.body();
    assertThat(body == null ? answer.message() : new String(body, UTF_8)).contains(message);
    assertThat(answer.headers()).anyMatch(header -> header.getKey().equals("WWW-Authenticate"));
  }

  static Stream<String> plugins() {
    return CONFIGS.keySet().stream();
  }

  /// Values that are nothing like a credential, behind each scheme.
  @ParameterizedTest
  @MethodSource("plugins")
  void noValueBreaksOne(String plugin) throws Exception {
    List<String> values = new ArrayList<>();
    for (String scheme : List.of("", "Basic", "Bearer", "hmac", "ldap", "basic\t", "BEARER")) {
      for (String rest :
          List.of(
              "",
              " ",
              "=",
              ":",
              ".",
              "..",
              "...",
              "%%%",
              "\u0000",
              "\u00e4\u20ac",
              "e30.e30.",
              "bnVsbA.bnVsbA.AA",
              "W10.W10.AA",
              "username=",
              "username=\"bob\"",
              "username=\"bob\",signature=\"\",algorithm=\"none\",headers=\"\"",
              "signature=\"" + "\\\"".repeat(5_000),
              "a ".repeat(10_000),
              "A".repeat(200_000),
              "=".repeat(50_000),
              ".".repeat(50_000),
              "eyJhbGciOiJub25lIn0." + "A".repeat(100_000) + ".")) {
        values.add(scheme + " " + rest);
      }
    }
    for (String value : values) {
      FakeExchange exchange = authorization(value).header("Date", value).header("apikey", value);
      exchange.request.query = "jwt=%zz&access_token=%&apikey=";
      Verdict verdict = run(plugin, exchange);

      assertThat(verdict)
          .as(value.substring(0, Math.min(60, value.length())))
          .isInstanceOfSatisfying(
              Verdict.Answer.class, answer -> assertThat(answer.status()).isBetween(400, 401));
      assertThat(exchange.identity.isAuthenticated()).isFalse();
    }
  }
}
