package io.troop.plugins.oauth2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The proof that who gets a token is who asked for the code (RFC 7636). *Immutable.*
///
/// @param text what the client gave, in base64url without padding; null for nothing
/// @param problem why it can't be used; null when it can
record Challenge(@Nullable String text, Outcome.@Nullable Refused problem) {

  static Challenge of(Parameters parameters) {
    String challenge = parameters.text("code_challenge");
    String method = parameters.text("code_challenge_method");
    if (challenge == null) {
      return method == null
          ? new Challenge(null, null)
          : problem("code_challenge is required when code_method is present");
    }
    if (method != null && !method.equals("S256") && !method.equals("s256")) {
      return problem("code_challenge_method is not supported, must be S256");
    }
    return new Challenge(normal(challenge), null);
  }

  private static Challenge problem(String description) {
    return new Challenge(null, Outcome.refused("invalid_request", description));
  }

  /// Clients write base64 in several ways.
  private static String normal(String challenge) {
    return challenge.replace('+', '-').replace('/', '_').replaceAll("=+$", "");
  }

  /// What is wrong with the verifier that comes with this code; null for nothing.
  static Outcome.@Nullable Refused problem(Parameters parameters, OauthCode code) {
    if (parameters.isRepeated("code_verifier")) {
      return Outcome.refused("invalid_request", "code_verifier is not a string");
    }
    String verifier = parameters.text("code_verifier");
    if (verifier == null) {
      return Outcome.refused(
          "invalid_request", "code_verifier is required for PKCE authorization requests");
    }
    if (verifier.length() < 43 || verifier.length() > 128) {
      return Outcome.refused(
          "invalid_request", "code_verifier must be between 43 and 128 characters");
    }
    return digest(verifier).equals(code.challenge())
        ? null
        : Outcome.refused("invalid_grant", "Invalid code");
  }

  private static String digest(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Whether this client has to give one.
  ///
  /// @param used whether it gave one for its code
  static boolean isNeeded(OauthConfig config, OauthCredential client, boolean used) {
    String of = config.pkce();
    return used
        || (client.isPublic() && !"none".equals(of))
        || (!client.isPublic() && "strict".equals(of));
  }
}
