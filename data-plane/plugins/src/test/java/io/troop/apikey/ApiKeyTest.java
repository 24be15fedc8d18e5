package io.troop.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Plugin;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `key-auth` and `key-auth-enc`, which differ in whose keys count.
class ApiKeyTest {
  private static final Consumer BOB = new Consumer(new UUID(0, 11), "bob", null, null, 0, 0);
  private static final String PLUGINS = "{index}: {0}";

  private final FakeExchange exchange = new FakeExchange("GET", "/");

  private Verdict run(String plugin, String config) {
    exchange.entities.all.add(BOB);
    exchange.entities.all.add(credential(plugin));
    return Plugins.handler(Handler.OnRequest.class, plugin, config, new FakeHost())
        .onRequest(exchange);
  }

  /// A credential of the plugin's own kind: bob's key is `s3cret`.
  private static Record credential(String plugin) {
    Map<String, Object> document = new HashMap<>();
    document.put("id", UUID.randomUUID().toString());
    document.put("created_at", 0L);
    document.put("consumer", Map.of("id", BOB.id().toString()));
    document.put("key", "s3cret");
    EntitySpec kind =
        ServiceLoader.load(Plugin.class).stream()
            .map(loaded -> loaded.get().spec())
            .filter(spec -> spec.name().equals(plugin))
            .findFirst()
            .orElseThrow()
            .entities()
            .getFirst();
    return RecordBinder.bind(kind.type(), document);
  }

  private static void assertRefused(Verdict verdict, String message) {
    Verdict.Answer answer = (Verdict.Answer) verdict;
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo(message);
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void aKeyInAHeaderIsItsConsumers(String plugin) {
    exchange.header("apikey", "s3cret");

    assertThat(run(plugin, "{}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(BOB);
    assertThat(exchange.outbound.headers.get("apikey")).isEqualTo("s3cret");
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void anUnknownKeyIsRefused(String plugin) {
    exchange.header("apikey", "guessed");

    assertRefused(run(plugin, "{}"), "Unauthorized");
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void withoutAKeyTheRequestIsRefused(String plugin) {
    assertRefused(run(plugin, "{}"), "No API key found in request");
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void twoKeysAreTooMany(String plugin) {
    exchange.request.headers.add("apikey", "s3cret");
    exchange.request.headers.add("apikey", "guessed");

    assertRefused(run(plugin, "{}"), "Duplicate API key found");
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void theUpstreamNeedNotSeeTheKey(String plugin) {
    exchange.header("x-key", "s3cret");

    assertThat(run(plugin, "{\"key_names\":[\"x-key\"],\"hide_credentials\":true}"))
        .isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.contains("x-key")).isFalse();
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void aHeaderMayHaveDashesForUnderscores(String plugin) {
    exchange.header("api-key", "s3cret");

    assertThat(run(plugin, "{\"key_names\":[\"api_key\"],\"hide_credentials\":true}"))
        .isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.contains("api-key")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/?first&second=s3cret,",
    "/?first=&second=s3cret, No API key found in request",
    "/?first,                No API key found in request",
    "/?first&first,          Duplicate API key found",
    "/?first&first=s3cret,   Duplicate API key found"
  })
  void anArgumentWithoutAValueIsNoKey(String path, @Nullable String refusal) {
    FakeExchange request = new FakeExchange("GET", path);
    request.entities.all.add(BOB);
    request.entities.all.add(credential("key-auth"));

    Verdict verdict =
        Plugins.handler(
                Handler.OnRequest.class,
                "key-auth",
                "{\"key_names\":[\"first\",\"second\"]}",
                new FakeHost())
            .onRequest(request);

    if (refusal == null) {
      assertThat(verdict).isEqualTo(Verdict.PROCEED);
    } else {
      assertRefused(verdict, refusal);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"apikey\":\"s3cret\"}            |",
        "{\"apikey\":[\"s3cret\",\"s3cret\"]} | Duplicate API key found",
        "{\"apikey\":[\"s3cret\"]}          | Duplicate API key found",
        "{\"apikey\":{\"a\":\"s3cret\"}}      | Duplicate API key found",
        "{\"apikey\":5}                     | No API key found in request",
        "{\"apikey\":null}                  | No API key found in request",
        "[\"apikey\"]                       | No API key found in request",
        "{\"apikey\":\"s3cret\"             | No API key found in request"
      })
  void onlyATextIsAKeyInJson(String body, @Nullable String refusal) {
    exchange.header("Content-Type", "application/json").body(body);
    exchange.entities.all.add(BOB);
    exchange.entities.all.add(credential("key-auth"));
    Handler.OnRequestAsync handler =
        Plugins.handler(
            Handler.OnRequestAsync.class, "key-auth", "{\"key_in_body\":true}", new FakeHost());

    Verdict verdict = handler.onRequest(exchange).block();
    if (refusal == null) {
      assertThat(verdict).isEqualTo(Verdict.PROCEED);
    } else {
      assertRefused(verdict, refusal);
    }
  }

  @ParameterizedTest(name = PLUGINS)
  @ValueSource(strings = {"key-auth", "key-auth-enc"})
  void aStandInThatIsMissingIsAFailureOfTheGateway(String plugin) {
    Verdict.Answer answer = (Verdict.Answer) run(plugin, "{\"anonymous\":\"nobody\"}");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.message()).isEqualTo("An unexpected error occurred");
  }
}
