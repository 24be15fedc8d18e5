package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.QueryText;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.session.CookieSeal;
import io.troop.session.Cookies;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Sends users to the provider to log in, and takes them back (RFC 6749, 4.1; RFC 7636; RFC 9126).
/// *Thread-safe.*
///
/// What binds the way back to the way there — state, nonce and the verifier of the code — is in an
/// encrypted cookie of the browser that was sent.
final class Login {
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int FOUND = 302;

  private final OpenidConnectConfig config;
  private final AuthorizationFields fields;
  private final Provider provider;
  private final ProviderCalls calls;
  private final Host host;
  private final CookieSeal seal;
  private final RandomGenerator random;

  Login(
      OpenidConnectConfig config,
      Provider provider,
      ProviderCalls calls,
      Host host,
      CookieSeal seal,
      RandomGenerator random) {
    this.config = config;
    this.fields = config.authorization();
    this.provider = provider;
    this.calls = calls;
    this.host = host;
    this.seal = seal;
    this.random = random;
  }

  /// A login under way.
  ///
  /// @param address what the user asked for
  /// @param redirect where the provider sends the user back to
  /// @param since when the user was sent, in seconds since 1970
  record Pending(
      String state,
      String nonce,
      @Nullable String verifier,
      String address,
      String redirect,
      int client,
      long since) {}

  /// Sends the user to the provider.
  Mono<Outcome> begin(Visit visit, int client) {
    return provider
        .metadata()
        .flatMap(metadata -> {
          String redirect = OpenidConnectConfig.of(config.client().redirectUri(), client);
          Boolean proof = fields.requireProofKeyForCodeExchange();
          boolean proves =
              proof == null ? metadata.lists("code_challenge_methods_supported", "S256") : proof;
          Pending pending =
              new Pending(
                  newSecret(),
                  newSecret(),
                  proves ? newSecret() : null,
                  visit.fullAddress(),
                  redirect == null ? visit.address() : redirect,
                  client,
                  host.clock().instant().getEpochSecond());
          return destination(visit, pending, metadata)
              .map(address -> {
                Verdict.Answer answer =
                    Verdict.empty(FOUND)
                        .with("Location", address)
                        .with("Cache-Control", "no-store");
                return new Outcome.Answered(answer, List.of(cookie(visit, seal(pending), null)));
              });
        });
  }

  private Mono<String> destination(Visit visit, Pending pending, Metadata metadata) {
    URI endpoint =
        metadata.endpoint("authorization_endpoint", config.provider().authorizationEndpoint());
    ClientAuthentication.Party party = calls.clients().party(pending.client());
    Boolean pushed = fields.requirePushedAuthorizationRequests();
    if (pushed == null ? !metadata.is("require_pushed_authorization_requests") : !pushed) {
      return Mono.just(form(visit, pending).add("client_id", party.id()).behind(endpoint));
    }
    ProviderCalls.Endpoint pushing =
        new ProviderCalls.Endpoint(
            "pushed_authorization_request_endpoint",
            config.provider().pushedAuthorizationRequestEndpoint(),
            null,
            config.client().pushedAuthorizationRequestEndpointAuthMethod());
    URI url = calls.address(pushing, party, metadata);
    Form form = form(visit, pending);
    return calls
        .post(provider.call("POST", url), withId(form, party), party, pushing, metadata)
        .map(reply -> {
          Object uri =
              reply.status() == CREATED || reply.status() == OK
                  ? Provider.object(url, reply).get("request_uri")
                  : null;
          if (!(uri instanceof String text)) {
            throw Refusal.unexpected("the provider took no pushed request: " + reply.status());
          }
          return new Form().add("client_id", party.id()).add("request_uri", text).behind(endpoint);
        });
  }

  /// RFC 9126, 2.1: the id is always there, and never twice.
  private Form withId(Form form, ClientAuthentication.Party party) {
    String configured = config.client().pushedAuthorizationRequestEndpointAuthMethod();
    String usual = OpenidConnectConfig.of(config.client().clientAuth(), party.index());
    String method = configured == null ? usual : configured;
    return "client_secret_basic".equals(method) ? form.add("client_id", party.id()) : form;
  }

  private Form form(Visit visit, Pending pending) {
    Form form =
        new Form()
            .add("response_type", "code")
            .add("response_mode", fields.responseMode())
            .add("redirect_uri", pending.redirect())
            .add("scope", scopes())
            .add("state", pending.state())
            .add("nonce", pending.nonce());
    for (String audience : OpenidConnectConfig.list(fields.audience())) {
      form.add("audience", audience);
    }
    if (fields.maxAge() != null) {
      form.add("max_age", Long.toString(fields.maxAge().longValue()));
    }
    if (pending.verifier() != null) {
      form.add("code_challenge", challenge(pending.verifier()))
          .add("code_challenge_method", "S256");
    }
    form.add(
        OpenidConnectConfig.pairs(
            fields.authorizationQueryArgsNames(), fields.authorizationQueryArgsValues()));
    for (String name : OpenidConnectConfig.list(fields.authorizationQueryArgsClient())) {
      form.add(name, visit.argument(name));
    }
    return form;
  }

  /// The scopes to ask for.
  String scopes() {
    return String.join(" ", fields.scopes().stream().map(host::resolve).toList());
  }

  /// The login that a request comes back from; null when it comes from none.
  @Nullable Pending pending(Visit visit) {
    if (visit.argument("state") == null
        || (visit.argument("code") == null && visit.argument("error") == null)) {
      return null;
    }
    String name = fields.authorizationCookieName();
    String value = Cookies.value(visit.request().headers(), name);
    byte[] plain = value == null ? null : seal.open(name, value);
    return plain == null ? null : read(plain);
  }

  /// What to ask the token endpoint, once the way back fits the way there.
  Form grant(Visit visit, Pending pending) {
    long age = host.clock().instant().getEpochSecond() - pending.since();
    double most = fields.authorizationRollingTimeout();
    if (!pending.state().equals(visit.argument("state"))) {
      throw Refusal.unauthorized("no login is under way with this state");
    } else if (most > 0 && age > most) {
      throw Refusal.unauthorized("the login took too long");
    }
    String error = visit.argument("error");
    String code = visit.argument("code");
    if (error != null || code == null) {
      throw Refusal.unauthorized("the provider refused the login: " + error);
    }
    return new Form()
        .add("grant_type", "authorization_code")
        .add("code", code)
        .add("redirect_uri", pending.redirect())
        .add("code_verifier", pending.verifier());
  }

  /// The cookie that ends a login.
  String end(Visit visit) {
    return cookie(visit, "", 0L);
  }

  /// A query without what the provider added.
  static @Nullable String without(@Nullable String query) {
    String left = query;
    for (String name : new String[] {"code", "state", "session_state", "iss"}) {
      left = QueryText.without(left, name);
    }
    return left;
  }

  private String cookie(Visit visit, String value, @Nullable Long age) {
    Boolean secure = fields.authorizationCookieSecure();
    return new Cookies.Style(
            fields.authorizationCookiePath(),
            fields.authorizationCookieDomain(),
            fields.authorizationCookieSameSite(),
            fields.authorizationCookieHttpOnly(),
            secure == null ? visit.request().forwardedScheme().equals("https") : secure)
        .line(fields.authorizationCookieName(), value, age, host.clock().instant());
  }

  private String seal(Pending pending) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("state", pending.state());
    all.put("nonce", pending.nonce());
    all.put("verifier", pending.verifier());
    all.put("address", pending.address());
    all.put("redirect", pending.redirect());
    all.put("client", (long) pending.client());
    all.put("since", pending.since());
    return seal.seal(fields.authorizationCookieName(), Json.bytes(all));
  }

  private static @Nullable Pending read(byte[] plain) {
    try {
      if (Json.parse(new String(plain, UTF_8)) instanceof Map<?, ?> all
          && all.get("client") instanceof Long client
          && all.get("since") instanceof Long since) {
        return new Pending(
            String.valueOf(all.get("state")),
            String.valueOf(all.get("nonce")),
            all.get("verifier") instanceof String verifier ? verifier : null,
            String.valueOf(all.get("address")),
            String.valueOf(all.get("redirect")),
            client.intValue(),
            since);
      }
    } catch (JsonException e) {
      // It was not written here.
    }
    return null;
  }

  private String newSecret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
