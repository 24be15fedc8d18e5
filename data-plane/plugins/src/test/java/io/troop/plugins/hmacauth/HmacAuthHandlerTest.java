package io.troop.plugins.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The signatures come from what Kong 3.9 accepted; the secret is `s3cret`.
class HmacAuthHandlerTest {
  private static final String DATE = "Thu, 22 Jun 2023 17:15:21 GMT";
  private static final String SIGNED_DATE = "yJ1Dpg1/ej8G5Bu92EPiRhv38btigNwuVvZEXCrwACE=";

  private final StillHost host = new StillHost();
  private final FakeExchange exchange = new FakeExchange("GET", "/a?x=1");

  @BeforeEach
  void bobHasASecret() {
    host.now = Instant.parse("2023-06-22T17:15:30Z");
    Consumer bob = new Consumer(UUID.randomUUID(), "bob", null, null, 0, 0);
    exchange.entities.all.add(bob);
    exchange.entities.all.add(
        new HmacAuthCredential(UUID.randomUUID(), 0, new Ref(bob.id()), "bob", "s3cret", null));
  }

  @ParameterizedTest
  @CsvSource({
    "hmac-sha1, yFU9aBYHLCvzh/WhX9dKu0LfrdA=",
    "hmac-sha256, yJ1Dpg1/ej8G5Bu92EPiRhv38btigNwuVvZEXCrwACE=",
    "hmac-sha384, 0VOc8aPnps4n2eopyIC8qFbnpvjC2gBgMxef6Gh9Lp9k2Qn6oJgD1ziRnuH8ePS8",
    "hmac-sha512, z9IPicXN6sxW9oeIkrGBsCgcoEEmK45TTNsUrcS+0ZAq6eormNIvURQKJUTX6DYr/MjHd36S2nlBHrWg4sff8w=="
  })
  void acceptsEveryAlgorithm(String algorithm, String signature) {
    sign(algorithm, "date", signature);

    assertThat(run("{}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Credential-Identifier")).isEqualTo("bob");
  }

  @Test
  void signsTheRequestTarget() {
    sign("hmac-sha256", "date @request-target", "kY3h2yxtLWqHeSPH6Sz7+MDwvBtFKPntvN9sEtahXGA=");

    assertThat(run("{\"enforce_headers\":[\"@request-target\"]}")).isEqualTo(Verdict.PROCEED);
    exchange.request.query = "x=2";
    assertThat(run("{}")).isEqualTo(refusal("HMAC signature does not match"));
  }

  @Test
  void asksForASignature() {
    assertThat(run("{}")).isEqualTo(refusal("Unauthorized"));
    assertThat(run("{\"realm\":\"r\"}"))
        .isEqualTo(Verdict.error(401, "Unauthorized").with("WWW-Authenticate", "hmac realm=\"r\""));
  }

  @Test
  void refusesOldDates() {
    sign("hmac-sha256", "date", SIGNED_DATE);
    host.now = host.now.plusSeconds(400);

    assertThat(run("{}"))
        .isEqualTo(
            refusal(
                "HMAC signature cannot be verified, a valid date or x-date header is required for"
                    + " HMAC Authentication"));
    assertThat(run("{\"clock_skew\":500}")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void refusesOtherAlgorithmsMissingHeadersAndUnknownUsers() {
    sign("hmac-sha256", "date", SIGNED_DATE);
    Verdict unverifiable = refusal("HMAC signature cannot be verified");

    assertThat(run("{\"algorithms\":[\"hmac-sha512\"]}")).isEqualTo(unverifiable);
    assertThat(run("{\"enforce_headers\":[\"host\"]}")).isEqualTo(unverifiable);
    exchange.request.headers.set(
        "Authorization",
        exchange.request.headers.get("Authorization").replace("\"bob\"", "\"eve\""));
    assertThat(run("{}")).isEqualTo(unverifiable);
    exchange.request.headers.set("Authorization", "hmac x");
    assertThat(run("{}")).isEqualTo(unverifiable);
  }

  @Test
  void hidesTheSignature() {
    sign("hmac-sha256", "date", SIGNED_DATE);

    assertThat(run("{\"hide_credentials\":true}")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("Authorization")).isNull();
  }

  @Test
  void hidesCredentialsOfOtherKindsFromTheUpstreamOfAStandIn() {
    exchange.entities.all.add(new Consumer(new UUID(0, 99), "nobody", null, null, 0, 0));
    exchange.header("Authorization", "Basic Ym9iOmtvbmc=").header("X-Date", DATE);

    assertThat(run("{\"hide_credentials\":true,\"anonymous\":\"nobody\"}"))
        .isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.contains("Authorization")).isFalse();
  }

  @Test
  void comparesTheBodyWithItsDigest() {
    sign("hmac-sha256", "date", SIGNED_DATE);
    String config = "{\"validate_request_body\":true}";

    assertThat(runWithBody(config)).isEqualTo(Verdict.PROCEED);
    exchange.body("body");
    assertThat(runWithBody(config)).isEqualTo(refusal("HMAC signature does not match"));
    exchange.header("Digest", "SHA-256=Iw2DWNyOiJC0xY3utikS7i8gNXrpKlzIYbmOaP4xrLU=");
    assertThat(runWithBody(config)).isEqualTo(Verdict.PROCEED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Thu, 22 Jun 2023 17:15:21 GMT  | 2023-06-22T17:15:21Z",
        "Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z",
        "Sun Nov  6 08:49:37 1994       | 1994-11-06T08:49:37Z",
        "yesterday                      |"
      })
  void readsDates(String text, Instant time) {
    assertThat(HttpDate.parse(text)).isEqualTo(time);
  }

  private void sign(String algorithm, String headers, String signature) {
    exchange.header("Date", DATE);
    exchange.header(
        "Authorization",
        "hmac username=\"bob\", algorithm=\"%s\", headers=\"%s\", signature=\"%s\""
            .formatted(algorithm, headers, signature));
  }

  private static Verdict refusal(String message) {
    return Verdict.error(401, message).with("WWW-Authenticate", "hmac");
  }

  private Verdict run(String config) {
    return Plugins.handler(Handler.OnRequest.class, "hmac-auth", config, host).onRequest(exchange);
  }

  private Verdict runWithBody(String config) {
    return Plugins.handler(Handler.OnRequestAsync.class, "hmac-auth", config, host)
        .onRequest(exchange)
        .block();
  }
}
