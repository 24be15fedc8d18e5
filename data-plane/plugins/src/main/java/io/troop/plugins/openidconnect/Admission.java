package io.troop.plugins.openidconnect;

import io.troop.plugin.Exchange;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.session.Cookies;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides whether a holder of tokens may go on, and as whom. *Thread-safe.*
///
/// @param proofs null when nobody has to prove that a token is theirs
record Admission(OpenidConnectConfig config, @Nullable DpopProofs proofs) {

  /// What stands for a token where others have a credential.
  record OidcCredential(String id) {}

  /// Lets the holder in.
  ///
  /// @throws Refusal when it may not
  void admit(Exchange exchange, Holder holder) {
    checkBinding(exchange, holder);
    checkRequirements(holder);
    MappingFields mapping = config.mapping();
    String credential = text(holder.claim(mapping.credentialClaim()));
    Consumer consumer = consumer(exchange, holder);
    Authentication.accept(
        exchange, consumer, credential, new OidcCredential(credential == null ? "" : credential));
    List<String> path = mapping.authenticatedGroupsClaim();
    if (path != null && !path.isEmpty()) {
      Authentication.groups(exchange, Claims.texts(holder.claim(path)));
    }
  }

  /// What binds a token to who shows it: a cookie, a key (RFC 9449), or a certificate (RFC 8705).
  private void checkBinding(Exchange exchange, Holder holder) {
    VerificationFields rules = config.verification();
    String cookie = rules.jwtSessionCookie();
    if (cookie != null) {
      String value = Cookies.value(exchange.request().headers(), cookie);
      Object claim = holder.claim(List.of(rules.jwtSessionClaim()));
      if (value == null || !value.equals(claim)) {
        throw Refusal.unauthorized("the token belongs to another session");
      }
    }
    boolean canProve = List.of("bearer", "introspection").contains(holder.tokens().method());
    String access = holder.tokens().access();
    if (proofs != null && canProve && access != null) {
      Object key = holder.grantedClaim(List.of("cnf", "jkt"));
      if (key != null || rules.proofOfPossessionDpop().equals("strict")) {
        proofs.check(exchange.request(), access, key);
      }
    }
    if (rules.proofOfPossessionMtls().equals("off") || !canProve) {
      return;
    }
    Object bound = holder.grantedClaim(List.of("cnf", "x5t#S256"));
    boolean optional = rules.proofOfPossessionMtls().equals("optional");
    if (bound == null && optional) {
      return;
    }
    Exchange.Tls tls = exchange.request().tls();
    if (bound == null
        || tls == null
        || tls.certificates().isEmpty()
        || !bound.equals(thumbprint(tls))) {
      throw Refusal.unauthorized("the token is not bound to the client's certificate");
    }
  }

  private static String thumbprint(Exchange.Tls tls) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(tls.certificates().getFirst().getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw Refusal.unauthorized("the client's certificate can't be read");
    }
  }

  private void checkRequirements(Holder holder) {
    VerificationFields rules = config.verification();
    require(holder, "audience", rules.audienceClaim(), rules.audienceRequired());
    require(holder, "scopes", rules.scopesClaim(), rules.scopesRequired());
    require(holder, "groups", rules.groupsClaim(), rules.groupsRequired());
    require(holder, "roles", rules.rolesClaim(), rules.rolesRequired());
    for (String name : OpenidConnectConfig.list(rules.claimsForbidden())) {
      if (holder.claim(List.of(name)) != null) {
        throw Refusal.forbidden("the token has the forbidden claim " + name);
      }
    }
    List<String> domains = OpenidConnectConfig.list(rules.domains());
    if (!domains.isEmpty() && !domains.contains(text(holder.claim(List.of("hd"))))) {
      throw Refusal.forbidden("the user is of another domain");
    }
  }

  private static void require(
      Holder holder, String what, List<String> path, @Nullable List<String> required) {
    List<String> wanted = OpenidConnectConfig.list(required);
    if (!Claims.satisfies(wanted.isEmpty() ? null : holder.grantedClaim(path), wanted)) {
      throw Refusal.forbidden("the token lacks the required " + what);
    }
  }

  private @Nullable Consumer consumer(Exchange exchange, Holder holder) {
    MappingFields mapping = config.mapping();
    List<String> path = mapping.consumerClaim();
    if (path == null || path.isEmpty()) {
      return null;
    }
    String value = text(holder.claim(path));
    Consumer found = value == null ? null : consumer(exchange, mapping.consumerBy(), value);
    if (found == null && !mapping.consumerOptional()) {
      throw Refusal.forbidden(
          value == null ? "the token has no consumer claim" : "the token's consumer is unknown");
    }
    return found;
  }

  private @Nullable Consumer consumer(Exchange exchange, List<String> fields, String value) {
    for (String field : fields) {
      Consumer found = consumer(exchange, field, value);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Consumer consumer(Exchange exchange, String field, String value) {
    if (field.equals("id")) {
      try {
        return exchange.entities().get(Consumer.class, UUID.fromString(value));
      } catch (IllegalArgumentException noId) {
        return null;
      }
    }
    Consumer found = exchange.entities().find(Consumer.class, field, value);
    return found == null && field.equals("username") && config.mapping().byUsernameIgnoreCase()
        ? exchange.entities().find(Consumer.class, field, value.toLowerCase(Locale.ROOT))
        : found;
  }

  /// A claim that is a text or a number, as text; null for any other one.
  private static @Nullable String text(@Nullable Object claim) {
    return claim == null || claim instanceof Map<?, ?> || claim instanceof List<?>
        ? null
        : String.valueOf(claim);
  }
}
