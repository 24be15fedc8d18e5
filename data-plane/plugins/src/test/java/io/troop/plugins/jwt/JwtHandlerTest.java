package io.troop.plugins.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtHandlerTest {
  private static final Autos AUTOS =
      new Autos(InstantSource.fixed(Instant.ofEpochSecond(1)), new Random(1));
  private static final Schema SECRETS = Schema.of(JwtSecret.class);
  private static final Consumer BOB =
      new Consumer(
          UUID.fromString("00000000-0000-4000-8000-00000000000b"), "bob", "c1", null, 0, 0);

  /// `jwt.cases.json` beside this class is what Kong 3.9 answered: for each request, with the
  /// plugin's configuration and bob's credential, the status and of a refusal the body.
  @TestFactory
  Stream<DynamicTest> answersAsKong() throws IOException {
    try (InputStream in = JwtHandlerTest.class.getResourceAsStream("jwt.cases.json")) {
      return ((List<?>) Json.parse(in.readAllBytes()))
          .stream()
              .map(each -> (Map<?, ?>) each)
              .map(each -> dynamicTest((String) each.get("name"), () -> run(each)));
    }
  }

  private static void run(Map<?, ?> example) {
    FakeExchange exchange =
        new FakeExchange((String) example.get("method"), (String) example.get("path"));
    ((Map<?, ?>) example.get("headers"))
        .forEach((name, value) -> exchange.header((String) name, (String) value));
    exchange.entities.all.add(BOB);
    if (example.get("credential") instanceof Map<?, ?> credential) {
      exchange.entities.all.add(secret(credential));
    }

    Verdict verdict = run(exchange, Json.write(example.get("config")));

    if (example.get("status").equals(401L)) {
      Verdict.Answer answer = (Verdict.Answer) verdict;
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.headers().toString()).contains("WWW-Authenticate=Bearer");
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      ((Map<?, ?>) example.get("json"))
          .forEach((name, value) -> assertMember(body, (String) name, (String) value));
    } else {
      assertThat(verdict).isEqualTo(Verdict.PROCEED);
    }
  }

  private static void assertMember(String body, String name, String value) {
    Object found = ((Map<?, ?>) Json.parse(body)).get(name);
    if (value.startsWith("/^") && value.endsWith("/~")) {
      assertThat((String) found).startsWith(value.substring(2, value.length() - 2));
    } else {
      assertThat(found).isEqualTo(value);
    }
  }

  private static JwtSecret secret(Map<?, ?> input) {
    Map<String, Object> document = new LinkedHashMap<>();
    input.forEach((name, value) -> document.put((String) name, value));
    document.put("consumer", Map.of("id", BOB.id().toString()));
    return RecordBinder.bind(JwtSecret.class, SECRETS.create(document, AUTOS));
  }

  private static Verdict run(FakeExchange exchange, String config) {
    StillHost host = new StillHost();
    host.now = Instant.parse("2026-01-01T00:00:00Z");
    return Plugins.handler(Handler.OnRequest.class, "jwt", config, host).onRequest(exchange);
  }

  @Test
  void madeKeysAndSecretsHave32Characters() {
    JwtSecret made = secret(Map.of());

    assertThat(made.key()).matches("[0-9A-Za-z]{32}");
    assertThat(made.secret()).matches("[0-9A-Za-z]{32}").isNotEqualTo(made.key());
  }

  @Test
  void algorithmsWithPublicKeysNeedOne() {
    assertThatThrownBy(() -> secret(Map.of("algorithm", "RS256")))
        .hasMessage(
            "2 schema violations (failed conditional validation given value of field 'algorithm';"
                + " rsa_public_key: required field missing)");
    assertThatThrownBy(() -> secret(Map.of("algorithm", "EdDSA", "rsa_public_key", "x")))
        .hasMessageContaining("rsa_public_key: invalid key");
  }

  @Test
  void aLimitOnLifetimeNeedsTheClaim() {
    assertThatThrownBy(() ->
            Schema.ofPlugin("jwt", JwtConfig.class)
                .check(
                    Map.of(
                        "config",
                        Map.of("maximum_expiration", 5, "claims_to_verify", List.of("nbf")))))
        .hasMessageContaining("config.claims_to_verify: expected to contain: exp");
  }

  @ParameterizedTest
  @CsvSource({
    "/?jwt, , Unrecognizable token",
    "/?jwt=, , Unauthorized",
    "/?jwt&jwt=a.b.c, , Multiple tokens provided",
    "/?jwt=x, , Bad token; invalid JSON",
    "/, silly=x, Bad token; invalid JSON",
    "/, Silly=x; silly=y, Bad token; invalid JSON",
    "/, other=x, Unauthorized"
  })
  void tokensAreFoundAsKongFindsThem(String path, @Nullable String cookie, String message) {
    FakeExchange exchange = new FakeExchange("GET", path);
    if (cookie != null) {
      exchange.header("Cookie", cookie);
    }

    Verdict.Answer answer =
        (Verdict.Answer) run(exchange, "{\"cookie_names\":[\"silly\",\"crumble\"]}");
    assertThat(answer.status()).isEqualTo(401);
    assertMember(new String(answer.body(), StandardCharsets.UTF_8), "message", message);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/,     {},                Bearer",
        "/,     {\"realm\":\"shop\"}, Bearer realm=\"shop\"",
        "/?jwt, {},                Bearer error=\"invalid_token\"",
        "/?jwt, {\"realm\":\"shop\"}, Bearer realm=\"shop\" error=\"invalid_token\""
      })
  void theChallengeIsWrittenAsKong39WritesIt(String path, String config, String challenge) {
    Verdict.Answer answer = (Verdict.Answer) run(new FakeExchange("GET", path), config);

    assertThat(answer.headers()).contains(Map.entry("WWW-Authenticate", challenge));
  }

  @Test
  void unreadableTokensAreNamed() {
    FakeExchange exchange = new FakeExchange("GET", "/?jwt=a.b.c");

    Verdict.Answer answer = (Verdict.Answer) run(exchange, "{}");

    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo("{\"message\":\"Bad token; invalid JSON\"}");
  }
}
