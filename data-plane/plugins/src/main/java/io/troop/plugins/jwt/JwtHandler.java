package io.troop.plugins.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.jose.Algorithm;
import io.troop.jose.Token;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Pem;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// Lets in requests with a token that a consumer's key has signed. *Thread-safe.*
final class JwtHandler implements Handler.OnRequest {
  private final JwtConfig config;
  private final Tokens tokens;
  private final Set<String> verified;
  private final boolean mindsTimes;
  private final InstantSource clock;

  JwtHandler(JwtConfig config, Host host) {
    this.config = config;
    this.tokens = new Tokens(config);
    this.verified = config.claimsToVerify() == null ? Set.of() : config.claimsToVerify();
    this.mindsTimes = !verified.isEmpty() || config.maximumExpiration() > 0;
    this.clock = host.clock();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    if (!config.runOnPreflight() && exchange.request().method().equals("OPTIONS")) {
      return Verdict.PROCEED;
    }
    return Authentication.check(exchange, config.anonymous(), () -> check(exchange));
  }

  private Verdict check(Exchange exchange) {
    Set<Object> found = tokens.of(exchange.request());
    if (found.isEmpty()) {
      return refusal(Map.of("message", "Unauthorized"), false);
    }
    if (found.size() > 1) {
      return refusal("Multiple tokens provided");
    }
    if (!(found.iterator().next() instanceof String text)) {
      return refusal("Unrecognizable token");
    }
    try {
      return check(exchange, Token.parse(text));
    } catch (Token.Unreadable e) {
      return refusal("Bad token; " + e.getMessage());
    }
  }

  private Verdict check(Exchange exchange, Token token) {
    String name = config.keyClaimName();
    Object key = token.named(name);
    if (key == null) {
      return refusal("No mandatory '" + name + "' in claims");
    }
    if (key.equals("")) {
      return refusal("Invalid '" + name + "' in claims");
    }
    JwtSecret secret = exchange.entities().find(JwtSecret.class, "key", key.toString());
    if (secret == null) {
      return refusal("No credentials found for given '" + name + "'");
    }
    if (!token.algorithm().equals(secret.algorithm())) {
      return refusal("Invalid algorithm");
    }
    String wrong = signatureProblem(token, secret);
    if (wrong != null) {
      return refusal(wrong);
    }
    Map<String, String> untimely = mindsTimes ? untimely(token) : Map.of();
    if (!untimely.isEmpty()) {
      return refusal(untimely, true);
    }
    Consumer consumer = exchange.entities().get(Consumer.class, secret.consumer().id());
    if (consumer == null) {
      return Verdict.json(401, message("Could not find consumer for '" + name + "=" + key + "'"));
    }
    Authentication.accept(exchange, consumer, secret.key(), secret);
    return Verdict.PROCEED;
  }

  private @Nullable String signatureProblem(Token token, JwtSecret secret) {
    try {
      boolean right;
      if (Algorithm.isSymmetric(token.algorithm())) {
        String text = secret.secret();
        if (text == null) {
          return "Invalid key/secret";
        }
        right =
            Algorithm.verifies(
                token, config.secretIsBase64() ? Token.decoded(text) : text.getBytes(UTF_8));
      } else if (secret.rsaPublicKey() == null) {
        return "Invalid key/secret";
      } else {
        right = Algorithm.verifies(token, Pem.publicKey(secret.rsaPublicKey()));
      }
      return right ? null : "Invalid signature";
    } catch (Token.Unreadable | GeneralSecurityException e) {
      return "Invalid key/secret";
    }
  }

  /// What is wrong with the token's times, by claim.
  private Map<String, String> untimely(Token token) {
    Map<String, String> out = new LinkedHashMap<>();
    double now = clock.instant().getEpochSecond();
    if (verified.contains("exp")) {
      problem(token, "exp", at -> at <= now ? "token expired" : null, out);
    }
    if (verified.contains("nbf")) {
      problem(token, "nbf", at -> at > now ? "token not valid yet" : null, out);
    }
    double most = config.maximumExpiration();
    boolean tooLong =
        !(token.claims().get("exp") instanceof Number at) || at.doubleValue() - now > most;
    if (out.isEmpty() && most > 0 && tooLong) {
      out.put("exp", "exceeds maximum allowed expiration");
    }
    return out;
  }

  private static void problem(
      Token token, String claim, DoubleFunction<@Nullable String> check, Map<String, String> out) {
    String wrong =
        token.claims().get(claim) instanceof Number at
            ? check.apply(at.doubleValue())
            : "must be a number";
    if (wrong != null) {
      out.put(claim, wrong);
    }
  }

  private static String message(String text) {
    return Json.write(Map.of("message", text));
  }

  private Verdict refusal(String text) {
    return refusal(Map.of("message", text), true);
  }

  private Verdict refusal(Map<String, String> body, boolean blamesToken) {
    StringJoiner challenge = new StringJoiner(" ").add("Bearer");
    if (config.realm() != null) {
      challenge.add("realm=\"" + config.realm() + "\"");
    }
    if (blamesToken) {
      // Kong: a comma stands between these since 3.10 only.
      challenge.add("error=\"invalid_token\"");
    }
    return Verdict.json(401, Json.write(body)).with("WWW-Authenticate", challenge.toString());
  }
}
