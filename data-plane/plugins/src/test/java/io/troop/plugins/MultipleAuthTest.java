package io.troop.plugins;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugins.fakes.FakeEntities;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Several authentication plugins on one route, as Kong combines them: with a stand-in one of them
/// has to accept, without one all of them.
class MultipleAuthTest {
  private static final UUID SERVICE = new UUID(0, 7);
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final FakeHost host = new FakeHost();
  private final FakeEntities stored = new FakeEntities();
  private final Map<String, String> configured = new LinkedHashMap<>();

  @BeforeEach
  void everybodyHasACredentialOfAnotherKind() {
    for (String name : List.of("guest", "kim", "ben", "jo", "otto", "hal")) {
      stored.all.add(new Consumer(idOf(name), name, null, null, 0, 0));
    }
    add("key-auth", 0, Map.of("consumer", ref("kim"), "key", "k1"));
    add("basic-auth", 0, Map.of("consumer", ref("ben"), "username", "ben", "password", "pass"));
    add("jwt", 0, Map.of("consumer", ref("jo"), "key", "iss1", "secret", "s1"));
    add("hmac-auth", 0, Map.of("consumer", ref("hal"), "username", "hal", "secret", "s2"));
    String client = new UUID(0, 70).toString();
    add(
        "oauth2",
        0,
        Map.of("id", client, "consumer", ref("otto"), "name", "app", "client_id", "cid"));
    add(
        "oauth2",
        2,
        Map.of(
            "credential",
            Map.of("id", client),
            "service",
            Map.of("id", SERVICE.toString()),
            "access_token",
            TOKEN,
            "expires_in",
            0L));
  }

  private static UUID idOf(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8));
  }

  private static Map<String, Object> ref(String name) {
    return Map.of("id", idOf(name).toString());
  }

  private void add(String plugin, int entity, Map<String, Object> fields) {
    EntitySpec spec = Plugins.named(plugin).entities().get(entity);
    Autos autos = new Autos(host.clock(), new Random(stored.all.size()));
    stored.all.add(
        RecordBinder.bind(spec.type(), spec.schema().create(new HashMap<>(fields), autos)));
  }

  /// Configures all of them, with these members in each configuration.
  private void configureAll(String more) {
    configure("session", "\"secret\":\"cookie secret\"");
    configure("key-auth", more);
    configure("basic-auth", more);
    configure("jwt", more);
    configure("hmac-auth", more);
    configure(
        "oauth2",
        more
            + (more.isEmpty() ? "" : ",")
            + "\"enable_implicit_grant\":true,\"provision_key\":\"p\"");
    configure(
        "ldap-auth",
        more
            + (more.isEmpty() ? "" : ",")
            + "\"ldap_host\":\"ldap.invalid\",\"base_dn\":\"dc=x\",\"attribute\":\"cn\"");
  }

  private void configure(String plugin, String members) {
    configured.put(plugin, "{" + members + "}");
  }

  private FakeExchange exchange() {
    FakeExchange exchange = new FakeExchange().service(SERVICE, "s", "upstream.example");
    exchange.entities.all.addAll(stored.all);
    return exchange;
  }

  /// Runs all plugins by priority until one answers.
  private Verdict run(FakeExchange exchange) throws Exception {
    List<? extends PluginSpec<?>> plugins =
        configured.keySet().stream()
            .<PluginSpec<?>>map(Plugins::named)
            .sorted((a, b) -> Integer.compare(b.priority(), a.priority()))
            .toList();
    for (PluginSpec<?> plugin : plugins) {
      Handler handler =
          Plugins.handler(Handler.class, plugin.name(), configured.get(plugin.name()), host);
      Verdict verdict =
          switch (handler) {
            case Handler.OnRequest now -> now.onRequest(exchange);
            case Handler.OnRequestAsync later -> later.onRequest(exchange).block();
            case Handler.OnRequestBlocking slow -> slow.onRequest(exchange);
            default -> Verdict.PROCEED;
          };
      if (verdict instanceof Verdict.Answer) {
        return verdict;
      }
    }
    return Verdict.PROCEED;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static FakeExchange withKey(FakeExchange exchange) {
    return exchange.header("apikey", "k1");
  }

  private static FakeExchange withPassword(FakeExchange exchange) {
    return exchange.header("Authorization", "Basic " + base64("ben:pass"));
  }

  private static FakeExchange withBearer(FakeExchange exchange) {
    return exchange.header("Authorization", "Bearer " + TOKEN);
  }

  private static byte[] hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static FakeExchange withJwt(FakeExchange exchange) {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String head = url.encodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));
    String body = url.encodeToString("{\"iss\":\"iss1\"}".getBytes(UTF_8));
    String signature = url.encodeToString(hmac("s1", head + "." + body));
    exchange.request.query = "jwt=" + head + "." + body + "." + signature;
    return exchange;
  }

  private static FakeExchange withHmac(FakeExchange exchange) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(new FakeHost().now.atOffset(ZoneOffset.UTC));
    String signature = Base64.getEncoder().encodeToString(hmac("s2", "date: " + date));
    return exchange
        .header("Date", date)
        .header(
            "Authorization",
            "hmac username=\"hal\", algorithm=\"hmac-sha256\", headers=\"date\", signature=\""
                + signature
                + "\"");
  }

  static Stream<Arguments> credentials() {
    return Stream.of(
        arguments("kim", MultipleAuthTest::withKey),
        arguments("ben", MultipleAuthTest::withPassword),
        arguments("jo", MultipleAuthTest::withJwt),
        arguments("otto", MultipleAuthTest::withBearer),
        arguments("hal", MultipleAuthTest::withHmac));
  }

  private static Arguments arguments(String consumer, UnaryOperator<FakeExchange> shows) {
    return Arguments.of(consumer, shows);
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void oneCredentialIsEnoughWhenSomebodyStandsIn(String consumer, UnaryOperator<FakeExchange> shows)
      throws Exception {
    configureAll("\"anonymous\":\"guest\"");
    FakeExchange exchange = shows.apply(exchange());

    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);

    assertThat(exchange.identity.consumer().username()).isEqualTo(consumer);
    assertThat(exchange.outbound.headers.get("X-Consumer-Username")).isEqualTo(consumer);
    assertThat(exchange.outbound.headers.contains("X-Anonymous-Consumer")).isFalse();
  }

  @Test
  void withoutACredentialSomebodyStandsIn() throws Exception {
    configureAll("\"anonymous\":\"guest\"");
    FakeExchange exchange = exchange();

    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);

    assertThat(exchange.identity.consumer().username()).isEqualTo("guest");
    assertThat(exchange.outbound.headers.get("X-Anonymous-Consumer")).isEqualTo("true");
  }

  @Test
  void aWrongCredentialDoesNotKeepARightOneFromCounting() throws Exception {
    configureAll("\"anonymous\":\"guest\"");
    FakeExchange exchange = withPassword(exchange().header("apikey", "wrong"));

    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);

    assertThat(exchange.identity.consumer().username()).isEqualTo("ben");
  }

  @Test
  void ofTwoRightOnesThatOfTheHigherPriorityCounts() throws Exception {
    configureAll("\"anonymous\":\"guest\"");
    FakeExchange exchange = withJwt(withKey(exchange()));

    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);

    assertThat(exchange.identity.consumer().username()).isEqualTo("jo");
  }

  @Test
  void withoutAStandInAllHaveToAccept() throws Exception {
    configure("key-auth", "");
    configure("basic-auth", "");
    assertThat(((Verdict.Answer) run(withKey(exchange()))).status()).isEqualTo(401);
    assertThat(((Verdict.Answer) run(withPassword(exchange()))).status()).isEqualTo(401);

    FakeExchange both = withPassword(withKey(exchange()));
    assertThat(run(both)).isEqualTo(Verdict.PROCEED);
    assertThat(both.identity.consumer().username()).as("the last one's").isEqualTo("ben");
  }

  @Test
  void onePluginWithoutAStandInIsNotMadeUpForByOthers() throws Exception {
    configure("key-auth", "\"anonymous\":\"guest\"");
    configure("basic-auth", "");

    assertThat(((Verdict.Answer) run(withKey(exchange()))).status()).isEqualTo(401);
  }

  @Test
  void aSessionStandsForTheCredentialItBeganWith() throws Exception {
    configureAll("\"anonymous\":\"guest\"");
    FakeExchange first = withKey(exchange());
    assertThat(run(first)).isEqualTo(Verdict.PROCEED);
    Plugins.handler(Handler.OnResponse.class, "session", configured.get("session"), host)
        .onResponse(first);
    String cookie = first.response.headers.get("Set-Cookie");

    FakeExchange second = exchange().header("Cookie", cookie.substring(0, cookie.indexOf(';')));
    assertThat(run(second)).isEqualTo(Verdict.PROCEED);

    assertThat(second.identity.consumer().username()).isEqualTo("kim");
  }
}
