package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tokens must be like. *Immutable.*
record VerificationFields(
    @Doc("Whether signatures are verified.") @Default("true") boolean verifySignature,
    @Doc("Whether the standard claims (`iss`, `exp`, `nbf`, …) are verified.") @Default("true")
        boolean verifyClaims,
    @Doc("Whether an ID token must have the nonce of its login.") @Default("true")
        boolean verifyNonce,
    @Doc("The grants whose tokens are taken without looking at their signatures.") @Default("[]")
        List<
                @OneOf({
                  "authorization_code",
                  "client_credentials",
                  "introspection",
                  "password",
                  "refresh_token",
                  "session",
                  "userinfo"
                })
                String>
            ignoreSignature,
    @Doc("Whether tokens may be signed with the client's secret.") @Default("false")
        boolean enableHsSignatures,
    @Doc("The issuers tokens may have; the provider's own when nothing is said.")
        @Nullable List<String> issuersAllowed,
    @Doc("How many seconds the clocks may differ.") @Default("0") double leeway,
    @Doc("The path to the claim with the audiences.") @Default("[\"aud\"]")
        List<String> audienceClaim,
    @Doc("Audiences of which a token must have one; words in one entry are needed together.")
        @Nullable List<String> audienceRequired,
    @Doc("The path to the claim with the scopes.") @Default("[\"scope\"]") List<String> scopesClaim,
    @Doc("Scopes of which a token must have one; words in one entry are needed together.")
        @Nullable List<String> scopesRequired,
    @Doc("The path to the claim with the roles.") @Default("[\"roles\"]") List<String> rolesClaim,
    @Doc("Roles of which a token must have one; words in one entry are needed together.")
        @Nullable List<String> rolesRequired,
    @Doc("The path to the claim with the groups.") @Default("[\"groups\"]")
        List<String> groupsClaim,
    @Doc("Groups of which a token must have one; words in one entry are needed together.")
        @Nullable List<String> groupsRequired,
    @Doc("Claims that a token must not have.") @Nullable List<String> claimsForbidden,
    @Doc("The values the claim `hd` may have.") @Nullable List<String> domains,
    @Doc("A cookie whose value must be in the token.") @Nullable String jwtSessionCookie,
    @Doc("The claim it must be in.") @Default("\"sid\"") String jwtSessionClaim,
    @Doc("Whether a token that is a good JWT is introspected, too.") @Default("false")
        boolean introspectJwtTokens,
    @Doc("Whether an introspected token must be active.") @Default("true")
        boolean introspectionCheckActive,
    @Doc("Not supported yet.") @Default("false") boolean resolveDistributedClaims,
    @Doc(
            "Whether a token must be bound to the client's certificate (RFC 8705): always, when it says it is, or never.")
        @OneOf({"off", "optional", "strict"})
        @Default("\"off\"")
        String proofOfPossessionMtls,
    @Doc(
            "Whether a token must be bound to a key the client proves to have (RFC 9449): always, when it says it is, or never.")
        @OneOf({"off", "optional", "strict"})
        @Default("\"off\"")
        String proofOfPossessionDpop,
    @Doc("Whether only methods that can show a proof may be configured together with it.")
        @Default("true")
        boolean proofOfPossessionAuthMethodsValidation,
    @Doc("The seconds for which such a proof is good.") @Default("300") double dpopProofLifetime,
    @Doc("Whether such a proof must have a nonce of ours.") @Default("false")
        boolean dpopUseNonce) {

  /// Whether tokens may be bound to a key that clients prove to have.
  boolean takesProofs() {
    return !proofOfPossessionDpop.equals("off");
  }
}
