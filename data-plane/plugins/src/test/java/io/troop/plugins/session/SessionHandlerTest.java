package io.troop.plugins.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionHandlerTest {
  private static final Consumer BOB = new Consumer(new UUID(0, 11), "bob", null, null, 0, 0);
  private static final UUID CREDENTIAL = new UUID(0, 12);

  private final FakeHost host = new FakeHost();

  /// What basic-auth and its like find: named to the upstream by something else than its id.
  private record Stored(UUID id, Ref consumer) implements Credential {}

  private SessionHandler handler(String config) {
    return (SessionHandler)
        Plugins.handler(
            Handler.OnRequest.class,
            "session",
            "{\"secret\":\"s\",\"cookie_secure\":false" + config + "}",
            host);
  }

  private static FakeExchange authenticated() {
    FakeExchange exchange = new FakeExchange("GET", "/");
    Stored credential = new Stored(CREDENTIAL, new Ref(BOB.id()));
    exchange.identify(new Identity(BOB, "bob", credential, false));
    return exchange;
  }

  private static FakeExchange with(List<String> cookies) {
    FakeExchange exchange = new FakeExchange("GET", "/");
    exchange.entities.all.add(BOB);
    exchange.header("Cookie", cookies.getFirst().replaceFirst(";.*", ""));
    return exchange;
  }

  /// The next request of a client that was just given a session.
  private static FakeExchange returning(SessionHandler handler) {
    FakeExchange first = authenticated();
    handler.onResponse(first);
    return with(cookies(first));
  }

  private static List<String> cookies(FakeExchange exchange) {
    return exchange.response.headers.all("Set-Cookie");
  }

  @Test
  void aSessionIsItsConsumersAndNamesTheStoredCredential() {
    SessionHandler handler = handler("");
    FakeExchange first = authenticated();
    handler.onResponse(first);
    assertThat(cookies(first))
        .singleElement()
        .asString()
        .endsWith("; Path=/; SameSite=Strict; HttpOnly");

    FakeExchange next = with(cookies(first));
    assertThat(handler.onRequest(next)).isEqualTo(Verdict.PROCEED);
    assertThat(next.outbound.headers.get("X-Consumer-Username")).isEqualTo("bob");
    assertThat(next.outbound.headers.get("X-Credential-Identifier"))
        .isEqualTo(CREDENTIAL.toString());
    handler.onResponse(next);
    assertThat(cookies(next)).isEmpty();
  }

  @Test
  void aSessionKeepsTheGroupsThatWereTold() {
    SessionHandler handler = handler("");
    FakeExchange first = authenticated();
    Authentication.groups(first, List.of("agents", "doubleagents"));
    handler.onResponse(first);

    FakeExchange next = with(cookies(first));
    handler.onRequest(next);
    assertThat(next.outbound.headers.get("X-Authenticated-Groups"))
        .isEqualTo("agents, doubleagents");
    assertThat(Authentication.groups(next)).containsExactly("agents", "doubleagents");
  }

  @Test
  void aClientDoesNotTellItsOwnGroups() {
    SessionHandler handler = handler("");
    FakeExchange next = returning(handler).header("X-Authenticated-Groups", "admins");
    handler.onRequest(next);
    assertThat(next.outbound.headers.contains("X-Authenticated-Groups")).isFalse();
  }

  @Test
  void clientsAreToldOfTheirSessionEachTime() {
    SessionHandler handler =
        handler(
            ",\"response_headers\":[\"subject\",\"timeout\",\"idling-timeout\",\"absolute-timeout\"],"
                + "\"idling_timeout\":0");
    FakeExchange first = authenticated();
    handler.onResponse(first);

    host.now = host.now.plusSeconds(10);
    FakeExchange next = with(cookies(first));
    handler.onRequest(next);
    handler.onResponse(next);
    assertThat(next.response.headers.get("Session-Subject")).isEqualTo("bob");
    assertThat(next.response.headers.get("Session-Timeout")).isEqualTo("3590");
    assertThat(next.response.headers.get("Session-Absolute-Timeout")).isEqualTo("86390");
    assertThat(next.response.headers.contains("Session-Idling-Timeout")).isFalse();
  }

  @Test
  void aCookieThatOutlastsTheBrowserSaysUntilWhen() {
    SessionHandler handler = handler(",\"remember\":true,\"remember_rolling_timeout\":60");
    FakeExchange first = authenticated();
    handler.onResponse(first);

    assertThat(cookies(first)).hasSize(2);
    assertThat(cookies(first).getLast())
        .startsWith("remember=")
        .endsWith(
            "; Path=/; SameSite=Strict; HttpOnly; Expires=Tue, 14 Nov 2023 22:14:20 GMT; Max-Age=60");
  }

  private boolean opens(String config, String cookie) {
    FakeExchange next = new FakeExchange("GET", "/").header("Cookie", cookie);
    next.entities.all.add(BOB);
    assertThat(handler(config).onRequest(next)).isEqualTo(Verdict.PROCEED);
    return next.identity.isAuthenticated();
  }

  private String begun(String config) {
    FakeExchange first = authenticated();
    handler(config).onResponse(first);
    return cookies(first).getFirst().replaceFirst(";.*", "");
  }

  @ParameterizedTest
  @CsvSource({"idling_timeout,900", "rolling_timeout,3600", "absolute_timeout,86400"})
  void aSessionWhoseTimeIsOverDoesNotOpen(String timeout, int seconds) {
    String others =
        ",\"idling_timeout\":0,\"rolling_timeout\":0,\"absolute_timeout\":0"
            .replace("\"" + timeout + "\":0", "\"" + timeout + "\":" + seconds);
    String cookie = begun(others);

    host.now = host.now.plusSeconds(seconds);
    assertThat(opens(others, cookie)).isTrue();
    host.now = host.now.plusSeconds(1);
    assertThat(opens(others, cookie)).isFalse();
  }

  @Test
  void aSessionOfANodeWhoseClockIsAheadOpens() {
    String cookie = begun("");

    host.now = host.now.minusSeconds(30);
    assertThat(opens("", cookie)).isTrue();
  }

  @Test
  void aSessionUnderAnotherSecretAudienceOrNameDoesNotOpen() {
    String cookie = begun("");

    assertThat(opens("", cookie)).isTrue();
    assertThat(opens(",\"secret\":\"t\"", cookie)).isFalse();
    assertThat(opens(",\"audience\":\"other\"", cookie)).isFalse();
    assertThat(opens(",\"cookie_name\":\"b\"", cookie.replace("session=", "b="))).isFalse();
  }

  @Test
  void whatIsNoSessionOpensNothingAndBreaksNothing() {
    String cookie = begun("");

    for (String value :
        List.of(
            "",
            "=",
            "A".repeat(100_000),
            "\u0000",
            cookie.substring("session=".length(), cookie.length() - 4),
            cookie.substring("session=".length()) + "AAAA",
            "%00" + cookie.substring("session=".length()))) {
      assertThat(opens("", "session=" + value)).as("%.40s", value).isFalse();
    }
  }

  @Test
  void aLogoutEndsTheCookie() {
    SessionHandler handler = handler("");
    FakeExchange first = authenticated();
    handler.onResponse(first);

    FakeExchange out = new FakeExchange("DELETE", "/?session_logout=true");
    out.header("Cookie", cookies(first).getFirst().replaceFirst(";.*", ""));
    Verdict.Answer answer = (Verdict.Answer) handler.onRequest(out);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .anySatisfy(line ->
            assertThat(line.getValue())
                .isEqualTo(
                    "session=; Path=/; SameSite=Strict; HttpOnly;"
                        + " Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0"));
  }

  @Test
  void aCookieIsForSecureConnectionsAndOneSiteUnlessToldOtherwise() {
    FakeExchange plain = authenticated();
    handler(",\"cookie_secure\":true").onResponse(plain);
    assertThat(cookies(plain).getFirst())
        .startsWith("session=")
        .endsWith("; Path=/; SameSite=Strict; Secure; HttpOnly");

    FakeExchange open = authenticated();
    handler(
            ",\"cookie_name\":\"da_cookie\",\"cookie_same_site\":\"Lax\",\"cookie_http_only\":false")
        .onResponse(open);
    assertThat(cookies(open).getFirst())
        .startsWith("da_cookie=")
        .endsWith("; Path=/; SameSite=Lax");
  }

  @Test
  void theUpstreamIsToldOfTheConsumerAndNothingElse() {
    SessionHandler handler = handler("");
    FakeExchange next = returning(handler);
    handler.onRequest(next);
    assertThat(next.outbound.headers.get("X-Consumer-ID")).isEqualTo(BOB.id().toString());
    for (String absent :
        List.of("X-Consumer-Custom-ID", "X-Anonymous-Consumer", "X-Authenticated-Groups")) {
      assertThat(next.outbound.headers.contains(absent)).as(absent).isFalse();
    }
  }

  /// Kong's plugin beside one that lets strangers in as a consumer.
  @Test
  void aSessionIsEnoughForAnAuthenticationThatHasAStandIn() {
    SessionHandler handler = handler("");
    FakeExchange next = returning(handler);
    handler.onRequest(next);
    Verdict verdict =
        Authentication.check(next, "anon", () -> Verdict.error(401, "No API key found in request"));
    assertThat(verdict).isEqualTo(Verdict.PROCEED);
    assertThat(next.identity.consumer()).isEqualTo(BOB);
    assertThat(next.identity.anonymous()).isFalse();
  }

  @Test
  void aStrangerWhoIsLetInGetsNoSession() {
    FakeExchange exchange = new FakeExchange("GET", "/");
    exchange.identify(new Identity(BOB, null, null, true));

    handler("").onResponse(exchange);
    assertThat(cookies(exchange)).isEmpty();
  }

  @Test
  void aSessionKeepsItsNameWhenItIsRenewed() {
    String config = ",\"rolling_timeout\":4,\"response_headers\":[\"id\",\"audience\"]";
    SessionHandler handler = handler(config);
    FakeExchange first = authenticated();
    handler.onResponse(first);
    String id = first.response.headers.get("Session-Id");
    assertThat(id).isNotNull();
    assertThat(first.response.headers.get("Session-Audience")).isEqualTo("default");

    host.now = host.now.plusSeconds(2);
    FakeExchange soon = with(cookies(first));
    handler.onRequest(soon);
    handler.onResponse(soon);
    assertThat(cookies(soon)).as("half of its time is left").isEmpty();

    host.now = host.now.plusSeconds(2);
    FakeExchange later = with(cookies(first));
    handler.onRequest(later);
    handler.onResponse(later);
    assertThat(cookies(later)).hasSize(1);
    assertThat(later.response.headers.get("Session-Id")).isEqualTo(id);

    host.now = host.now.plusSeconds(4);
    assertThat(opens(config, cookies(first).getFirst().replaceFirst(";.*", ""))).isFalse();
    assertThat(opens(config, cookies(later).getFirst().replaceFirst(";.*", ""))).isTrue();
  }

  /// Kong's `03-session_spec.lua`: which requests ask for the end of a session.
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "GET, GET;POST, /?session_logout=true, -, false, true",
        "POST, POST, /, session_logout=true, true, true",
        "POST, POST, /, session_logout=true, false, false",
        "DELETE, DELETE, /, session_logout=true, true, true",
        "DELETE, DELETE, /, session_logout=true, false, false",
        "DELETE, DELETE, /?session_logout=true, -, false, true",
        "GET, DELETE, /?session_logout=true, -, false, false",
        "POST, DELETE, /, session_logout=true, true, false"
      })
  void requestsAskForTheEndByAMethodAndAnArgument(
      String method, String methods, String path, String body, boolean reads, boolean ends) {
    FakeExchange first = authenticated();
    handler("").onResponse(first);
    FakeExchange next = new FakeExchange(method, path);
    next.entities.all.add(BOB);
    next.header("Cookie", cookies(first).getFirst().replaceFirst(";.*", ""));
    if (body != null) {
      next.header("Content-Type", "application/x-www-form-urlencoded").body(body);
    }
    String config =
        "{\"secret\":\"s\",\"logout_methods\":%s,\"read_body_for_logout\":%s}"
            .formatted(Json.write(List.of(methods.split(";"))), reads);
    Verdict verdict =
        reads
            ? Plugins.handler(Handler.OnRequestAsync.class, "session", config, host)
                .onRequest(next)
                .block(Duration.ofSeconds(10))
            : Plugins.handler(Handler.OnRequest.class, "session", config, host).onRequest(next);

    assertThat(verdict instanceof Verdict.Answer).isEqualTo(ends);
  }
}
