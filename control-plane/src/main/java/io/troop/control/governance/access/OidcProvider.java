package io.troop.control.governance.access;

import io.troop.control.document.Json;
import io.troop.control.remote.Http;
import io.troop.jose.Algorithm;
import io.troop.jose.Jwk;
import io.troop.jose.Token;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// An OpenID provider: where it signs people in, and what it says of somebody who did.
/// *Thread-safe.*
final class OidcProvider {

  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final OidcSettings settings;
  private final Http http;
  private final InstantSource clock;
  private @Nullable Known known;

  private record Known(Map<String, @Nullable Object> about, List<Jwk> keys, Instant readAt) {}

  /// What a provider said can't be believed; the message is for the log.
  static final class Disbelief extends Exception {
    private static final long serialVersionUID = 1L;

    Disbelief(String message) {
      super(message);
    }
  }

  OidcProvider(OidcSettings settings, Http http, InstantSource clock) {
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  /// Where a browser has to go.
  ///
  /// @param challenge the digest of what only we know until the code is exchanged (PKCE)
  URI authorization(String state, String nonce, String challenge)
      throws IOException, InterruptedException, Disbelief {
    String endpoint = text(known(false).about(), "authorization_endpoint");
    String query =
        form(
            "response_type",
            "code",
            "client_id",
            settings.clientId(),
            "redirect_uri",
            settings.redirectUri(),
            "scope",
            settings.scopes(),
            "state",
            state,
            "nonce",
            nonce,
            "code_challenge",
            challenge,
            "code_challenge_method",
            "S256");
    return URI.create(endpoint + (endpoint.contains("?") ? "&" : "?") + query);
  }

  /// What the provider says of who came back with a code.
  ///
  /// @return the claims of an ID token that is for us, of now, and of this sign-in
  Map<?, ?> claims(String code, String verifier, String nonce)
      throws IOException, InterruptedException, Disbelief {
    String basic =
        URLEncoder.encode(settings.clientId(), StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(settings.clientSecret(), StandardCharsets.UTF_8);
    String body =
        http.post(
            URI.create(text(known(false).about(), "token_endpoint")),
            Map.of(
                "Content-Type", "application/x-www-form-urlencoded",
                "Accept", "application/json",
                "Authorization",
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(basic.getBytes(StandardCharsets.UTF_8))),
            form(
                    "grant_type",
                    "authorization_code",
                    "code",
                    code,
                    "redirect_uri",
                    settings.redirectUri(),
                    "code_verifier",
                    verifier)
                .getBytes(StandardCharsets.UTF_8));
    Map<String, @Nullable Object> answer = object(body);
    return complete(checked(text(answer, "id_token"), nonce), answer.get("access_token"));
  }

  /// With what the provider tells of somebody only when it is asked for it, as many do: the claims
  /// of scopes need not stand in an ID token that comes with an access token.
  private Map<?, ?> complete(Map<?, ?> claims, @Nullable Object accessToken)
      throws IOException, InterruptedException, Disbelief {
    boolean isComplete =
        claims.containsKey(settings.nameClaim()) && claims.containsKey(settings.groupsClaim());
    if (isComplete
        || !(accessToken instanceof String token)
        || !(known(false).about().get("userinfo_endpoint") instanceof String endpoint)) {
      return claims;
    }
    Map<String, @Nullable Object> all =
        new LinkedHashMap<>(object(get(endpoint, Map.of("Authorization", "Bearer " + token))));
    if (!Objects.equals(all.get("sub"), claims.get("sub"))) {
      throw new Disbelief("the provider tells of somebody else than the ID token");
    }
    // What is signed goes before what is not.
    claims.forEach((name, value) -> all.put(String.valueOf(name), value));
    return all;
  }

  private Map<?, ?> checked(String text, String nonce)
      throws IOException, InterruptedException, Disbelief {
    Token token;
    try {
      token = Token.parse(text);
    } catch (Token.Unreadable problem) {
      throw new Disbelief("the ID token can't be read: " + problem.getMessage());
    }
    if (Algorithm.isSymmetric(token.algorithm())
        || !(isSigned(token, false) || isSigned(token, true))) {
      throw new Disbelief("no key of the provider signed the ID token");
    }
    Map<?, ?> claims = token.claims();
    Instant now = clock.instant();
    Object audience = claims.get("aud");
    if (!settings.issuer().equals(String.valueOf(claims.get("iss")).replaceAll("/$", ""))) {
      throw new Disbelief("the ID token is of another issuer: " + claims.get("iss"));
    }
    if (!settings.clientId().equals(audience)
        && !(audience instanceof List<?> list
            && list.contains(settings.clientId())
            && (list.size() == 1 || settings.clientId().equals(claims.get("azp"))))) {
      throw new Disbelief("the ID token is for somebody else: " + audience);
    }
    if (!(claims.get("exp") instanceof Number expires)
        || now.minus(SKEW).getEpochSecond() >= expires.longValue()) {
      throw new Disbelief("the ID token is over");
    }
    if (!nonce.equals(claims.get("nonce"))) {
      throw new Disbelief("the ID token is of another sign-in");
    }
    if (!(claims.get("sub") instanceof String subject) || subject.isBlank()) {
      throw new Disbelief("the ID token names nobody");
    }
    return claims;
  }

  private boolean isSigned(Token token, boolean anew)
      throws IOException, InterruptedException, Disbelief {
    Object id = token.header().get("kid");
    return known(anew).keys().stream()
        .filter(key -> id == null || key.id() == null || id.equals(key.id()))
        .anyMatch(key -> key.verifies(token));
  }

  private synchronized Known known(boolean anew)
      throws IOException, InterruptedException, Disbelief {
    Instant now = clock.instant();
    Known seen = known;
    // Who sends tokens with made-up keys must not make us ask for keys all the time.
    Duration enough = anew ? Duration.ofSeconds(10) : FRESH;
    if (seen != null && now.isBefore(seen.readAt().plus(enough))) {
      return seen;
    }
    Map<String, @Nullable Object> about =
        object(get(settings.issuer() + "/.well-known/openid-configuration"));
    if (!settings.issuer().equals(text(about, "issuer").replaceAll("/$", ""))) {
      throw new Disbelief("the provider calls itself " + about.get("issuer"));
    }
    Known read = new Known(about, Jwk.set(object(get(text(about, "jwks_uri")))), now);
    known = read;
    return read;
  }

  private String get(String uri) throws IOException, InterruptedException {
    return get(uri, Map.of());
  }

  private String get(String uri, Map<String, String> headers)
      throws IOException, InterruptedException {
    return http.send(URI.create(uri), "GET", headers, BodyPublishers.noBody());
  }

  private static Map<String, @Nullable Object> object(String json) throws Disbelief {
    try {
      return Json.object(json);
    } catch (Json.Malformed _) {
      throw new Disbelief("the provider answered something that is no JSON object");
    }
  }

  private static String text(Map<String, @Nullable Object> object, String name) throws Disbelief {
    if (object.get(name) instanceof String text) {
      return text;
    }
    throw new Disbelief("the provider's answer has no " + name);
  }

  private static String form(String... pairs) {
    StringJoiner form = new StringJoiner("&");
    for (int i = 0; i < pairs.length; i += 2) {
      form.add(pairs[i] + "=" + URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }
}
