package io.troop.plugins.openidconnect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.jose.Algorithm;
import io.troop.jose.Jwk;
import io.troop.jose.Token;
import io.troop.plugin.Host;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Decides whether a token is the provider's and good now. *Thread-safe.*
///
/// What it is verified with follows from the provider's keys and the configuration, never from the
/// token: a key verifies algorithms of its own kind only, the client's secret only when
/// `enable_hs_signatures` says so, and `none` is no algorithm.
final class TokenVerifier {
  private static final int MOST_KEYS = 16;

  private final OpenidConnectConfig config;
  private final VerificationFields rules;
  private final Provider provider;
  private final Host host;

  TokenVerifier(OpenidConnectConfig config, Provider provider, Host host) {
    this.config = config;
    this.rules = config.verification();
    this.provider = provider;
    this.host = host;
  }

  /// A token that was looked at.
  ///
  /// @param key what it was signed with; null when that was not looked at
  record Verified(Map<?, ?> claims, @Nullable Jwk key) {
    static final Verified NOTHING = new Verified(Map.of(), null);
  }

  /// Whether a text has the form of a token; an opaque one has not.
  static boolean isToken(@Nullable String text) {
    if (text == null || text.chars().filter(c -> c == '.').count() != 2) {
      return false;
    }
    try {
      Token.parse(text);
      return true;
    } catch (Token.Unreadable e) {
      return text.startsWith("ey");
    }
  }

  /// @param grant how the token was come by
  Mono<Verified> access(String text, String grant, int client) {
    return verified(text, grant, client)
        .doOnNext(token -> checkStandard(token.claims(), token.metadata(), false))
        .map(token -> new Verified(token.claims(), token.key()));
  }

  /// @param nonce what the ID token of a login must have; null for any other one
  Mono<Verified> identity(String text, String grant, int client, @Nullable String nonce) {
    return verified(text, grant, client)
        .doOnNext(token -> {
          checkStandard(token.claims(), token.metadata(), true);
          checkIdentity(token.claims(), client, nonce);
        })
        .map(token -> new Verified(token.claims(), token.key()));
  }

  private record Signed(Map<?, ?> claims, @Nullable Jwk key, Metadata metadata) {}

  private Mono<Signed> verified(String text, String grant, int client) {
    Token token;
    try {
      token = Token.parse(text);
    } catch (Token.Unreadable e) {
      return Mono.error(Refusal.unauthorized("invalid token: " + e.getMessage()));
    }
    boolean skipped = !rules.verifySignature() || rules.ignoreSignature().contains(grant);
    return provider
        .metadata()
        .flatMap(metadata ->
            skipped
                ? Mono.just(new Signed(token.claims(), null, metadata))
                : signed(token, client, metadata));
  }

  private Mono<Signed> signed(Token token, int client, Metadata metadata) {
    if (token.header().containsKey("crit")) {
      return Mono.error(Refusal.unauthorized("invalid token: crit is not supported"));
    }
    if (Algorithm.isSymmetric(token.algorithm())) {
      return bySecret(token, client)
          ? Mono.just(new Signed(token.claims(), null, metadata))
          : Mono.error(Refusal.unauthorized("invalid signature"));
    }
    Jwk key = key(token, metadata);
    if (key != null) {
      return Mono.just(new Signed(token.claims(), key, metadata));
    }
    // A key that is known and does not verify is no reason to ask for others.
    if (knows(token, metadata)) {
      return Mono.error(Refusal.unauthorized("invalid signature"));
    }
    return provider
        .newerThan(metadata)
        .map(newer -> {
          Jwk found = newer.equals(metadata) ? null : key(token, newer);
          if (found == null && newer.keys().isEmpty()) {
            throw Refusal.unexpected("the provider's keys can't be read");
          } else if (found == null) {
            throw Refusal.unauthorized("suitable key was not found");
          }
          return new Signed(token.claims(), found, newer);
        });
  }

  private static boolean knows(Token token, Metadata metadata) {
    Object id = token.header().get("kid");
    return id != null && metadata.keys().stream().anyMatch(key -> id.equals(key.id()));
  }

  private static @Nullable Jwk key(Token token, Metadata metadata) {
    Object id = token.header().get("kid");
    List<Jwk> fitting =
        metadata.keys().stream()
            .filter(key -> id == null || key.id() == null || id.equals(key.id()))
            .filter(key -> !key.family().equals("HS") && key.fits(token.algorithm()))
            .limit(MOST_KEYS)
            .toList();
    return fitting.stream().filter(key -> key.verifies(token)).findFirst().orElse(null);
  }

  private boolean bySecret(Token token, int client) {
    String secret = OpenidConnectConfig.of(config.client().clientSecret(), client);
    return rules.enableHsSignatures()
        && secret != null
        && Algorithm.verifies(token, host.resolve(secret).getBytes(UTF_8));
  }

  private void checkStandard(Map<?, ?> claims, Metadata metadata, boolean identity) {
    if (!rules.verifyClaims()) {
      return;
    }
    Object issuer = claims.get("iss");
    if (!(issuer instanceof String) || !issuers(metadata).contains(issuer)) {
      throw Refusal.unauthorized("invalid issuer: " + issuer);
    }
    double now = host.clock().instant().toEpochMilli() / 1000.0;
    double leeway = rules.leeway();
    Double end = moment(claims, "exp");
    if (end == null && identity) {
      throw Refusal.unauthorized("exp is missing");
    }
    if (end != null && end + leeway <= now) {
      throw Refusal.unauthorized("token has expired");
    }
    Double begin = moment(claims, "nbf");
    if (begin != null && begin - leeway > now) {
      throw Refusal.unauthorized("token is not valid yet");
    }
    Double made = moment(claims, "iat");
    if (made != null && made - leeway > now) {
      throw Refusal.unauthorized("token was issued in the future");
    }
  }

  private Set<String> issuers(Metadata metadata) {
    List<String> allowed = rules.issuersAllowed();
    if (allowed != null && !allowed.isEmpty()) {
      return Set.copyOf(allowed);
    }
    String issuer = metadata.issuer();
    return Set.of(issuer == null ? config.provider().issuer() : issuer);
  }

  private static @Nullable Double moment(Map<?, ?> claims, String name) {
    Object value = claims.get(name);
    if (value == null || value instanceof Number) {
      return value == null ? null : ((Number) value).doubleValue();
    }
    throw Refusal.unauthorized(name + " is not a number");
  }

  private void checkIdentity(Map<?, ?> claims, int client, @Nullable String nonce) {
    String id = OpenidConnectConfig.of(config.client().clientId(), client);
    if (rules.verifyClaims() && id != null) {
      List<String> audience = Claims.texts(claims.get("aud"));
      Object party = claims.get("azp");
      if (!audience.contains(host.resolve(id))
          || (party != null && !party.equals(host.resolve(id)))) {
        throw Refusal.unauthorized("the ID token is for another client");
      }
    }
    if (nonce != null && rules.verifyNonce() && !nonce.equals(claims.get("nonce"))) {
      throw Refusal.unauthorized("invalid nonce");
    }
    Double maxAge = config.authorization().maxAge();
    if (maxAge != null && rules.verifyClaims()) {
      Double login = moment(claims, "auth_time");
      double now = host.clock().instant().toEpochMilli() / 1000.0;
      if (login == null || login + maxAge + rules.leeway() < now) {
        throw Refusal.unauthorized("the user logged in too long ago");
      }
    }
  }
}
