package io.troop.plugins.oauth2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.tools.EntityWrites.Write;
import io.troop.plugins.fakes.FakeEntities;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class OauthHandlerTest {
  private static final UUID SERVICE = new UUID(0, 7);
  private static final Consumer BOB = new Consumer(new UUID(0, 11), "bob", "c1", null, 0, 0);
  private static final Consumer GUEST = new Consumer(new UUID(0, 12), "guest", null, null, 0, 0);
  private static final String ALL =
      """
      {"provision_key":"prov","scopes":["email","profile"],"enable_client_credentials":true,
       "enable_password_grant":true,"enable_authorization_code":true,"enable_implicit_grant":true%s}
      """;
  private static final String VERIFIER = "a-verifier-that-is-long-enough-for-the-rfc-7636";
  private static final String USER = "&provision_key=prov&authenticated_userid=u1";
  private static final String APP = "client_id=cid&client_secret=csecret";

  private final FakeHost host = new FakeHost();
  private final FakeEntities stored = new FakeEntities();
  private Handler.OnRequestAsync handler;

  @BeforeEach
  void aClientOfBob() {
    stored.all.addAll(List.of(BOB, GUEST, credential("cid", "confidential", false)));
    host.tools.commit = this::commit;
    configure("");
  }

  private void configure(String more) {
    handler = Plugins.handler(Handler.OnRequestAsync.class, "oauth2", ALL.formatted(more), host);
  }

  private static OauthCredential credential(String id, String type, boolean hashed) {
    return new OauthCredential(
        UUID.nameUUIDFromBytes(id.getBytes(UTF_8)),
        0,
        new Ref(BOB.id()),
        "app",
        id,
        hashed ? SecretDigest.of("csecret") : "csecret",
        hashed,
        List.of("http://app.example/cb?x=1"),
        null,
        type);
  }

  /// What the control plane does: all writes or none.
  private Mono<Boolean> commit(List<Write> writes) {
    for (Write write : writes) {
      if (write instanceof Write.Delete delete && !stored.all.removeIf(is(delete.id()))) {
        return Mono.just(false);
      }
    }
    for (Write write : writes) {
      if (write instanceof Write.Put put) {
        stored.all.removeIf(is(put.id()));
        Class<? extends Record> type =
            put.kind().equals("oauth2_tokens") ? OauthToken.class : OauthCode.class;
        Map<String, Object> fields = new HashMap<>(put.fields());
        fields.put("id", put.id().toString());
        Autos autos = new Autos(host.clock(), new Random(1));
        stored.all.add(RecordBinder.bind(type, Schema.of(type).withTtl().create(fields, autos)));
      }
    }
    return Mono.just(true);
  }

  private static java.util.function.Predicate<Record> is(UUID id) {
    return entity ->
        (entity instanceof OauthToken token && token.id().equals(id))
            || (entity instanceof OauthCode code && code.id().equals(id));
  }

  private FakeExchange exchange(String method, String path) {
    FakeExchange exchange = new FakeExchange(method, path);
    exchange.service(SERVICE, "s", "upstream.example");
    exchange.request.scheme = "https";
    exchange.entities.all.addAll(stored.all);
    return exchange;
  }

  private Verdict run(FakeExchange exchange) {
    return handler.onRequest(exchange).block();
  }

  private FakeExchange form(String path, String form) {
    return exchange("POST", path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form);
  }

  private Verdict.Answer post(String path, String form) {
    return (Verdict.Answer) run(form(path, form));
  }

  private Verdict.Answer token(String form) {
    return post("/a/oauth2/token", form);
  }

  private Verdict.Answer authorize(String form) {
    return post("/a/oauth2/authorize", form);
  }

  private static Map<?, ?> json(Verdict.Answer answer) {
    return (Map<?, ?>) Json.parse(new String(answer.body(), UTF_8));
  }

  private static void assertRefused(Verdict.Answer answer, String error, String description) {
    assertThat(json(answer)).isEqualTo(Map.of("error", error, "error_description", description));
    assertThat(answer.status()).isEqualTo(400);
  }

  private static String member(Verdict.Answer answer, String name) {
    return (String) json(answer).get(name);
  }

  private FakeExchange bearer(Object token) {
    return exchange("GET", "/a").header("Authorization", "Bearer " + token);
  }

  @Test
  void aClientGetsATokenForItself() {
    Verdict.Answer answer = token(APP + "&grant_type=client_credentials&scope=email&state=s1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers().toString()).contains("Cache-Control=no-store", "Pragma=no-cache");
    assertThat(json(answer).keySet().toString())
        .isEqualTo("[access_token, token_type, expires_in, state]");
    FakeExchange exchange = bearer(member(answer, "access_token"));
    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(BOB);
    assertThat(exchange.outbound.headers.get("X-Credential-Identifier")).isEqualTo("cid");
    assertThat(exchange.outbound.headers.get("X-Authenticated-Scope")).isEqualTo("email");
  }

  @Test
  void aClientMayNameItselfByBasic() {
    String basic = Base64.getEncoder().encodeToString("cid:csecret".getBytes(UTF_8));
    FakeExchange exchange =
        form("/oauth2/token/", "grant_type=client_credentials")
            .header("Authorization", "Basic " + basic);

    assertThat(((Verdict.Answer) run(exchange)).status()).isEqualTo(200);
  }

  @Test
  void aWrongSecretByBasicIs401() {
    String basic = Base64.getEncoder().encodeToString("cid:wrong".getBytes(UTF_8));
    FakeExchange exchange =
        form("/oauth2/token", "grant_type=client_credentials")
            .header("Authorization", "Basic " + basic);

    Verdict.Answer answer = (Verdict.Answer) run(exchange);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers())
        .contains(Map.entry("WWW-Authenticate", "Basic realm=\"OAuth2.0\""));
  }

  @Test
  void refusesWrongClientsAndGrants() {
    String grant = "&grant_type=client_credentials";
    assertRefused(
        token("client_id=cid&client_secret=x" + grant),
        "invalid_client",
        "Invalid client authentication");
    assertRefused(
        token("client_id=cid" + grant), "invalid_client", "Invalid client authentication");
    assertRefused(
        token("client_id=nobody&client_secret=x" + grant),
        "invalid_client",
        "Invalid client authentication");
    assertRefused(token(APP + "&grant_type=x"), "unsupported_grant_type", "Invalid grant_type");
    assertRefused(token(APP), "unsupported_grant_type", "Invalid grant_type");
    assertRefused(
        token(APP + grant + "&scope=admin"), "invalid_scope", "\"admin\" is an invalid scope");
    assertRefused(
        token(APP + grant + "&scope=email&scope=profile"),
        "invalid_scope",
        "scope must be a string");
    assertRefused(
        token(APP + grant + "&authenticated_userid=u"),
        "invalid_provision_key",
        "Invalid provision_key");
  }

  @Test
  void tokensAreGivenOutOverHttpsOnly() {
    FakeExchange exchange = form("/oauth2/token", APP + "&grant_type=client_credentials");
    exchange.request.scheme = "http";

    assertRefused((Verdict.Answer) run(exchange), "access_denied", "You must use HTTPS");
  }

  @Test
  void tokensAreGivenOutByPostOnly() {
    Verdict.Answer answer = (Verdict.Answer) run(exchange("GET", "/oauth2/token"));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(member(answer, "error_description"))
        .isEqualTo("The HTTP method GET is invalid for the token endpoint");
  }

  @Test
  void aSecretMayBeStoredAsDigest() {
    stored.all.add(credential("hashed", "confidential", true));
    String grant = "&grant_type=client_credentials";

    assertThat(token("client_id=hashed&client_secret=csecret" + grant).status()).isEqualTo(200);
    assertThat(token("client_id=hashed&client_secret=other" + grant).status()).isEqualTo(400);
  }

  @Test
  void hashedSecretsAreDigestedWhenWritten() {
    Autos autos = new Autos(host.clock(), new Random(1));
    Map<String, Object> document =
        Schema.of(OauthCredential.class)
            .create(
                new HashMap<>(
                    Map.of(
                        "name",
                        "n",
                        "hash_secret",
                        true,
                        "client_secret",
                        "s",
                        "consumer",
                        Map.of("id", BOB.id().toString()))),
                autos);

    String digest = (String) document.get("client_secret");
    assertThat(digest).startsWith("$pbkdf2-sha512$i=10000,l=32$");
    assertThat(SecretDigest.matches("s", digest)).isTrue();
    assertThat(SecretDigest.matches("t", digest)).isFalse();
  }

  private String code(String more) {
    String redirect =
        member(authorize("client_id=cid&response_type=code" + USER + more), "redirect_uri");
    assertThat(redirect).matches("http://app\\.example/cb\\?code=[A-Za-z0-9]{32}&x=1");
    return redirect.substring(redirect.indexOf("code=") + 5, redirect.indexOf("&x"));
  }

  @Test
  void aCodeIsExchangedOnce() {
    String form = APP + "&grant_type=authorization_code&code=" + code("&scope=email");

    Verdict.Answer answer = token(form);

    FakeExchange exchange = bearer(member(answer, "access_token"));
    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.outbound.headers.get("X-Authenticated-UserId")).isEqualTo("u1");
    assertThat(json(answer).get("refresh_token")).isNotNull();
    assertRefused(token(form), "invalid_request", "Invalid code");
  }

  @Test
  void ofTwoNodesThatExchangeACodeOneGivesOutAToken() {
    String code = code("");
    FakeExchange other = form("/oauth2/token", APP + "&grant_type=authorization_code&code=" + code);
    assertThat(token(APP + "&grant_type=authorization_code&code=" + code).status()).isEqualTo(200);

    // This exchange still sees the configuration with the code.
    assertRefused((Verdict.Answer) run(other), "invalid_request", "Invalid code");
  }

  @Test
  void aCodeIsForTheClientThatAskedForIt() {
    stored.all.add(credential("other", "confidential", false));

    assertRefused(
        token(
            "client_id=other&client_secret=csecret&grant_type=authorization_code&code=" + code("")),
        "invalid_request",
        "Invalid code");
  }

  @Test
  void aCodeWithAChallengeNeedsTheVerifier() throws Exception {
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(UTF_8));
    String challenge =
        "&code_challenge=" + Base64.getUrlEncoder().encodeToString(digest).replace("=", "%3D");
    String form = APP + "&grant_type=authorization_code&code=" + code(challenge);

    assertRefused(
        token(form),
        "invalid_request",
        "code_verifier is required for PKCE authorization requests");
    assertRefused(
        token(form + "&code_verifier=short"),
        "invalid_request",
        "code_verifier must be between 43 and 128 characters");
    assertRefused(
        token(form + "&code_verifier=" + VERIFIER + "x"), "invalid_grant", "Invalid code");
    assertThat(token(form + "&code_verifier=" + VERIFIER).status()).isEqualTo(200);
  }

  @Test
  void aPublicClientNeedsAChallengeAndNoSecret() {
    stored.all.add(credential("pub", "public", false));
    String authorize = "client_id=pub&response_type=code&state=a%2Cb" + USER;

    assertThat(member(authorize(authorize), "redirect_uri"))
        .isEqualTo(
            "http://app.example/cb?error=invalid_request&error_description="
                + "code_challenge%20is%20required%20for%20public%20clients&state=a%2cb&x=1");
    assertRefused(
        token("client_id=pub&client_secret=csecret&grant_type=refresh_token"),
        "invalid_request",
        "client_secret is disallowed for public clients");
  }

  @Test
  void refusalsOfTheAuthorizeEndpoint() {
    assertRefused(
        authorize("client_id=cid&response_type=code"),
        "invalid_provision_key",
        "Invalid provision_key");
    assertRefused(
        authorize("client_id=cid&response_type=code&provision_key=prov"),
        "invalid_authenticated_userid",
        "Missing authenticated_userid parameter");
    assertRefused(
        authorize("client_id=none&response_type=code" + USER),
        "invalid_client",
        "Invalid client authentication");
    Verdict.Answer wrongType = authorize("client_id=cid&response_type=x" + USER);
    assertThat(wrongType.status()).isEqualTo(400);
    assertThat(member(wrongType, "redirect_uri"))
        .isEqualTo(
            "http://app.example/cb?error=unsupported_response_type"
                + "&error_description=Invalid%20response_type&x=1");
  }

  @Test
  void anImplicitTokenIsInTheFragment() {
    String redirect = member(authorize("client_id=cid&response_type=token" + USER), "redirect_uri");

    assertThat(redirect)
        .matches(
            "http://app\\.example/cb\\?x=1#access_token=[A-Za-z0-9]{32}"
                + "&expires_in=7200&token_type=bearer");
    String token = redirect.replaceAll(".*access_token=([^&]+).*", "$1");
    assertThat(run(bearer(token))).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void aTokenIsRefreshedOnce() {
    Verdict.Answer first = token(APP + "&grant_type=password" + USER);
    String form = APP + "&grant_type=refresh_token&refresh_token=" + member(first, "refresh_token");

    Verdict.Answer second = token(form);

    assertThat(second.status()).isEqualTo(200);
    assertThat(run(bearer(member(second, "access_token")))).isEqualTo(Verdict.PROCEED);
    assertThat(run(bearer(member(first, "access_token")))).isInstanceOf(Verdict.Answer.class);
    assertRefused(token(form), "invalid_request", "Invalid refresh_token");
  }

  @Test
  void aRefreshTokenMayBeKept() {
    configure(",\"reuse_refresh_token\":true");
    Verdict.Answer first = token(APP + "&grant_type=password" + USER);
    String refresh = member(first, "refresh_token");

    Verdict.Answer second = token(APP + "&grant_type=refresh_token&refresh_token=" + refresh);

    assertThat(member(second, "refresh_token")).isEqualTo(refresh);
    assertThat(run(bearer(member(second, "access_token")))).isEqualTo(Verdict.PROCEED);
    assertThat(run(bearer(member(first, "access_token")))).isInstanceOf(Verdict.Answer.class);
  }

  @Test
  void aScopeThatIsNoMoreOfferedIsNotRefreshed() {
    Verdict.Answer first = token(APP + "&grant_type=password&scope=email" + USER);
    configure(",\"scopes\":[\"profile\"]");

    assertRefused(
        token(APP + "&grant_type=refresh_token&refresh_token=" + member(first, "refresh_token")),
        "invalid_scope",
        "Scope mismatch");
  }

  @Test
  void withoutATokenTheClientIsAskedForOne() {
    Verdict.Answer answer = (Verdict.Answer) run(exchange("GET", "/a"));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers()).contains(Map.entry("WWW-Authenticate", "Bearer"));
    assertThat(member(answer, "error_description")).isEqualTo("The access token is missing");
  }

  @Test
  void unknownAndExpiredTokensAreRefused() {
    String token = member(token(APP + "&grant_type=client_credentials"), "access_token");
    assertInvalid(run(bearer("wrong")));
    host.now = host.now.plusSeconds(7201);
    assertInvalid(run(bearer(token)));
  }

  private static void assertInvalid(Verdict verdict) {
    Verdict.Answer answer = (Verdict.Answer) verdict;
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers())
        .contains(
            Map.entry(
                "WWW-Authenticate",
                "Bearer error=\"invalid_token\" error_description=\"The access token is invalid or"
                    + " has expired\""));
  }

  @Test
  void aTokenIsForOneServiceUnlessGlobal() {
    String token = member(token(APP + "&grant_type=client_credentials"), "access_token");
    FakeExchange elsewhere = bearer(token).service(new UUID(0, 8), "s2", "other.example");
    assertInvalid(run(elsewhere));

    configure(",\"global_credentials\":true");
    String global = member(token(APP + "&grant_type=client_credentials"), "access_token");
    assertThat(run(bearer(global).service(new UUID(0, 8), "s2", "other.example")))
        .isEqualTo(Verdict.PROCEED);
    configure("");
    assertThat(member((Verdict.Answer) run(bearer(global)), "error_description"))
        .startsWith("The access token is global");

    configure(",\"anonymous\":\"guest\"");
    assertThat(member((Verdict.Answer) run(bearer(global)), "error_description"))
        .startsWith("The access token is global");
    FakeExchange known = bearer(global);
    known.identity = new Exchange.Identity(null, "c", "another plugin's", false);
    assertThat(run(known)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void theUpstreamNeedNotSeeTheToken() {
    configure(",\"hide_credentials\":true");
    String token = member(token(APP + "&grant_type=client_credentials"), "access_token");
    FakeExchange header = bearer(token);
    FakeExchange query = exchange("GET", "/a?b=1&access_token=" + token);
    FakeExchange body = form("/a", "c=2&access_token=" + token);

    assertThat(List.of(run(header), run(query), run(body))).containsOnly(Verdict.PROCEED);

    assertThat(header.outbound.headers.contains("Authorization")).isFalse();
    assertThat(query.outbound.query).isEqualTo("b=1");
    assertThat(new String(body.outbound.body, UTF_8)).isEqualTo("c=2");
  }

  @Test
  void somebodyMayStandInForClientsWithoutAToken() {
    configure(",\"anonymous\":\"guest\"");
    FakeExchange exchange =
        exchange("GET", "/a").header("X-Authenticated-UserId", "forged").header("X-Other", "o");

    assertThat(run(exchange)).isEqualTo(Verdict.PROCEED);

    assertThat(exchange.identity.consumer()).isEqualTo(GUEST);
    assertThat(exchange.outbound.headers.get("X-Anonymous-Consumer")).isEqualTo("true");
    assertThat(exchange.outbound.headers.contains("X-Authenticated-UserId")).isFalse();
  }

  @Test
  void noTokenIsGivenOutWhileTheControlPlaneIsAway() {
    host.tools.commit = _ -> Mono.error(new IOException("away"));

    Verdict.Answer answer = token(APP + "&grant_type=client_credentials");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(member(answer, "error")).isEqualTo("temporarily_unavailable");
  }
}
