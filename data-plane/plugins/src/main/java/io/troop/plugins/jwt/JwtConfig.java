package io.troop.plugins.jwt;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The configuration of `jwt`. *Immutable.*
@Applies(toConsumers = false)
record JwtConfig(
    @Doc("Query arguments that may hold the token.") @Default("[\"jwt\"]")
        @Nullable Set<String> uriParamNames,
    @Doc("Cookies that may hold the token.") @Default("[]") @Nullable Set<String> cookieNames,
    @Doc("The claim, or else the header, that names the key.") @Default("\"iss\"")
        String keyClaimName,
    @Doc("Whether secrets are base64 texts of the real ones.") @Required @Default("false")
        boolean secretIsBase64,
    @Doc("Claims about time that are checked.")
        @Nullable Set<@OneOf({"exp", "nbf"}) String> claimsToVerify,
    @Doc("The consumer, by id or username, that stands in for clients who fail.")
        @Nullable String anonymous,
    @Doc("Whether OPTIONS requests need a token, too.") @Required @Default("true")
        boolean runOnPreflight,
    @Doc("The most seconds a token may still live; 0 for any number.")
        @Default("0")
        @Range(min = 0, max = 31536000)
        double maximumExpiration,
    @Doc("Headers that may hold the token behind the word Bearer.") @Default("[\"authorization\"]")
        @Nullable Set<String> headerNames,
    @Doc("The realm named in the challenge.") @Since("3.8.0") @NotRequired @Nullable String realm) {

  static final List<Check> PLUGIN_CHECKS =
      List.of(
          Check.conditional(
              "config.maximum_expiration",
              Match.of(new Constraint.GreaterThan(0)),
              "config.claims_to_verify",
              Match.contains("exp")));
}
