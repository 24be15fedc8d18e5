package io.troop.plugins.openidconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugins.fakes.FakeExchange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way of a browser: to the provider, back, and on with a session.
class LoginTest {
  private final OidcProvider provider = new OidcProvider();
  private final Gateway gateway = new Gateway(provider).accepting("authorization_code", "session");

  @AfterEach
  void close() {
    gateway.close();
    provider.close();
  }

  private static String location(Verdict verdict) {
    Verdict.Answer answer = (Verdict.Answer) verdict;
    assertThat(answer.status()).isEqualTo(302);
    return answer.headers().stream()
        .filter(header -> header.getKey().equals("Location"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private FakeExchange get(String path, String cookies) {
    FakeExchange exchange = new FakeExchange("GET", path);
    return cookies.isEmpty() ? exchange : exchange.header("Cookie", cookies);
  }

  /// A login from begin to end.
  private FakeExchange loggedIn() {
    FakeExchange first = get("/shop?a=1", "");
    String back = provider.logIn(location(gateway.pass(first)));
    FakeExchange second = get("/shop?a=1&" + back, Gateway.cookies(first));
    assertThat(gateway.pass(second)).isEqualTo(Verdict.PROCEED);
    return second;
  }

  @Test
  void sendsBrowsersToTheProvider() {
    FakeExchange exchange = get("/shop?a=1", "");
    String location = location(gateway.pass(exchange));

    assertThat(location)
        .startsWith(provider.issuer() + "/authorize?response_type=code&response_mode=query")
        .contains("client_id=gateway")
        .contains("redirect_uri=http%3A%2F%2Fgateway.example%3A8000%2Fshop")
        .contains("scope=openid")
        .contains("&state=")
        .contains("&nonce=")
        .contains("&code_challenge=")
        .contains("code_challenge_method=S256");
    assertThat(exchange.response.headers.get("Set-Cookie"))
        .startsWith("authorization=")
        .endsWith("; Path=/; HttpOnly");
  }

  @Test
  void takesThemBackAndRemembersThem() {
    FakeExchange back = loggedIn();
    assertThat(back.identity.credentialId()).isEqualTo("alice");
    assertThat(back.outbound.query).as("without what the provider added").isEqualTo("a=1");
    assertThat(back.outbound.headers.get("Authorization")).startsWith("Bearer ey");
    assertThat(Gateway.cookies(back)).startsWith("session=").doesNotContain("authorization");

    FakeExchange next = get("/shop", Gateway.cookies(back));
    assertThat(gateway.pass(next)).isEqualTo(Verdict.PROCEED);
    assertThat(next.identity.credentialId()).isEqualTo("alice");
    assertThat(next.response.headers.all("Set-Cookie")).isEmpty();
    assertThat(provider.count("/token")).isEqualTo(1);
  }

  @Test
  void cutsLongSessionsIntoSeveralCookies() {
    provider.claims.put("long", "x".repeat(3000));
    FakeExchange back = loggedIn();

    assertThat(Gateway.cookies(back)).contains("; session_2=");
    assertThat(back.response.headers.all("Set-Cookie"))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(4096));
    assertThat(gateway.pass(get("/", Gateway.cookies(back)))).isEqualTo(Verdict.PROCEED);
    String torn = Gateway.cookies(back).split("; ", 2)[0];
    assertThat(location(gateway.pass(get("/", torn)))).contains("/authorize");
  }

  @Test
  void refusesAStrangersWayBack() {
    FakeExchange alices = get("/shop", "");
    FakeExchange eves = get("/shop", "");
    gateway.pass(alices);
    String evesCode = provider.logIn(location(gateway.pass(eves)));

    Verdict.Answer answer =
        (Verdict.Answer) gateway.pass(get("/shop?" + evesCode, Gateway.cookies(alices)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(provider.count("/token")).isZero();
  }

  @Test
  void refusesACodeThatWasUsed() {
    FakeExchange first = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(first)));
    assertThat(gateway.pass(get("/shop?" + back, Gateway.cookies(first))))
        .isEqualTo(Verdict.PROCEED);

    Verdict.Answer again =
        (Verdict.Answer) gateway.pass(get("/shop?" + back, Gateway.cookies(first)));
    assertThat(again.status()).isEqualTo(401);
  }

  @Test
  void refusesAnotherNonce() {
    FakeExchange first = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(first)));
    provider.claims.put("nonce", "another");
    gateway.with("display_errors", true);

    Verdict.Answer answer =
        (Verdict.Answer) gateway.pass(get("/shop?" + back, Gateway.cookies(first)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo("Unauthorized (invalid nonce)");
  }

  @Test
  void refusesAnIdTokenForAnotherClient() {
    FakeExchange first = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(first)));
    gateway.with("display_errors", true).with("client_id", List.of("gateway", "second"));
    provider.claims.put("azp", "somebody");

    Verdict.Answer answer =
        (Verdict.Answer) gateway.pass(get("/shop?" + back, Gateway.cookies(first)));
    assertThat(answer.message()).isEqualTo("Unauthorized (the ID token is for another client)");
  }

  @Test
  void tellsWhenTheProviderRefuses() {
    FakeExchange first = get("/shop", "");
    String location = location(gateway.pass(first));
    String state = location.replaceFirst(".*&state=([^&]*).*", "$1");
    gateway.with("display_errors", true);

    Verdict.Answer answer =
        (Verdict.Answer)
            gateway.pass(get("/shop?error=access_denied&state=" + state, Gateway.cookies(first)));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message())
        .isEqualTo("Unauthorized (the provider refused the login: access_denied)");
  }

  @Test
  void refusesALoginThatTookTooLong() {
    FakeExchange first = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(first)));
    gateway.host.now = gateway.host.now.plusSeconds(601);

    Verdict.Answer answer =
        (Verdict.Answer) gateway.pass(get("/shop?" + back, Gateway.cookies(first)));
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void pushesRequestsWhereTheProviderWantsThem() {
    provider.discovery.put("require_pushed_authorization_requests", true);
    FakeExchange first = get("/shop", "");
    String location = location(gateway.pass(first));

    assertThat(location)
        .startsWith(provider.issuer() + "/authorize?client_id=gateway&request_uri=urn")
        .doesNotContain("state");
    gateway.with("client_auth", List.of("client_secret_post"));
    FakeExchange again = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(again)));
    assertThat(gateway.pass(get("/shop?" + back, Gateway.cookies(again))))
        .isEqualTo(Verdict.PROCEED);
  }

  @Test
  void redirectsAfterALogin() {
    gateway.with("login_action", "redirect").with("login_tokens", List.of("id_token"));
    FakeExchange first = get("/shop?a=1", "");
    String back = provider.logIn(location(gateway.pass(first)));

    assertThat(location(gateway.pass(get("/shop?" + back, Gateway.cookies(first)))))
        .startsWith("http://gateway.example:8000/shop?a=1#id_token=ey");
  }

  @Test
  void answersALogin() {
    gateway.with("login_action", "response").with("login_tokens", List.of("tokens"));
    FakeExchange first = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(first)));
    Verdict.Answer answer =
        (Verdict.Answer) gateway.pass(get("/shop?" + back, Gateway.cookies(first)));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(((Map<?, ?>) Json.parse(answer.body())).keySet().stream().map(String::valueOf))
        .contains("access_token", "id_token", "refresh_token");
  }

  @Test
  void refreshesTheTokensOfASession() {
    FakeExchange back = loggedIn();
    gateway.host.now = gateway.host.now.plusSeconds(301);
    provider.claims.put("exp", OidcProvider.NOW + 900);
    FakeExchange next = get("/shop", Gateway.cookies(back));

    assertThat(gateway.pass(next)).isEqualTo(Verdict.PROCEED);
    assertThat(provider.last.get("/token")).containsEntry("grant_type", "refresh_token");
    assertThat(Gateway.cookies(next)).startsWith("session=");
    assertThat(gateway.pass(get("/shop", Gateway.cookies(back))))
        .as("another request with the old cookie")
        .isEqualTo(Verdict.PROCEED);
    assertThat(provider.count("/token")).isEqualTo(2);
  }

  @Test
  void beginsAnewWhenTokensCanNotBeRefreshed() {
    FakeExchange back = loggedIn();
    gateway.host.now = gateway.host.now.plusSeconds(301);
    provider.broken.put("/token", 400);

    assertThat(location(gateway.pass(get("/shop", Gateway.cookies(back))))).contains("/authorize");
  }

  @Test
  void endsSessionsThatAreIdleOrOld() {
    gateway.with("refresh_tokens", false);
    provider.claims.put("exp", OidcProvider.NOW + 1_000_000);
    String cookies = Gateway.cookies(loggedIn());
    gateway.host.now = gateway.host.now.plusSeconds(200);
    FakeExchange used = get("/shop", cookies);
    assertThat(gateway.pass(used)).isEqualTo(Verdict.PROCEED);
    gateway.host.now = gateway.host.now.plusSeconds(750);

    assertThat(location(gateway.pass(get("/shop", cookies)))).contains("/authorize");
  }

  @Test
  void doesNotOpenSessionsOfOthers() {
    String cookies = Gateway.cookies(loggedIn());
    assertThat(location(gateway.pass(get("/", cookies.substring(0, cookies.length() - 3)))))
        .contains("/authorize");
    gateway.with("session_audience", "another");
    assertThat(location(gateway.pass(get("/", cookies)))).contains("/authorize");
    gateway.with("session_audience", "default").with("session_secret", "another");
    assertThat(location(gateway.pass(get("/", cookies)))).contains("/authorize");
  }

  @Test
  void logsOut() {
    gateway
        .with("logout_query_arg", "logout")
        .with("logout_methods", List.of("GET"))
        .with("logout_revoke", true)
        .with("logout_redirect_uri", List.of("https://shop.example/bye"));
    FakeExchange out = get("/shop?logout=1", Gateway.cookies(loggedIn()));
    String location = location(gateway.pass(out));

    assertThat(location)
        .startsWith(provider.issuer() + "/logout?id_token_hint=ey")
        .endsWith("&client_id=gateway&post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye");
    assertThat(out.response.headers.all("Set-Cookie"))
        .containsExactly(
            "session=; Path=/; SameSite=Lax; HttpOnly; Expires=Thu, 01 Jan 1970 00:00:01 GMT;"
                + " Max-Age=0");
    assertThat(provider.revoked).hasSize(2);
  }

  @Test
  void answers500WhenTheTokenEndpointIsBroken() {
    FakeExchange first = get("/shop", "");
    String back = provider.logIn(location(gateway.pass(first)));
    provider.broken.put("/token", 502);

    Verdict.Answer answer =
        (Verdict.Answer) gateway.pass(get("/shop?" + back, Gateway.cookies(first)));
    assertThat(answer.status()).isEqualTo(500);
  }

  @Test
  void sendsCookiesOverSecureConnectionsOnlyWhenOnOne() {
    FakeExchange exchange = get("/shop", "");
    exchange.request.scheme = "https";
    exchange.request.port = 443;

    assertThat(location(gateway.pass(exchange)))
        .contains("redirect_uri=https%3A%2F%2Fgateway.example%2Fshop");
    assertThat(exchange.response.headers.get("Set-Cookie")).contains("; Secure");
  }
}
