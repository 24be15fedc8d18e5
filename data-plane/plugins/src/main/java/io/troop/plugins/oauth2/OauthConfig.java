package io.troop.plugins.oauth2;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `oauth2`. *Immutable.* Times are in seconds.
@Applies(toConsumers = false)
@CheckedBy(OauthConfig.SomeGrant.class)
record OauthConfig(
    @Doc("The scopes that clients may ask for.") @Nullable List<String> scopes,
    @Doc("Whether a client must ask for a scope.") @Required @Default("false")
        boolean mandatoryScope,
    @Doc("What the application that logs users in proves itself with.")
        @Required
        @Unique
        @Auto
        @Encrypted
        String provisionKey,
    @Doc("How long an access token is good for, in seconds; 0 for ever.") @Required @Default("7200")
        double tokenExpiration,
    @Doc("Whether codes are given out (RFC 6749, 4.1).") @Required @Default("false")
        boolean enableAuthorizationCode,
    @Doc("Whether tokens are given out without a code (RFC 6749, 4.2).") @Required @Default("false")
        boolean enableImplicitGrant,
    @Doc("Whether clients get tokens for themselves (RFC 6749, 4.4).") @Required @Default("false")
        boolean enableClientCredentials,
    @Doc("Whether clients get tokens for users who gave them their password (RFC 6749, 4.3).")
        @Required
        @Default("false")
        boolean enablePasswordGrant,
    @Doc("Whether the upstream is not shown the token.") @Required @Default("false")
        boolean hideCredentials,
    @Doc("Whether HTTPS that a trusted proxy in front has ended counts as HTTPS.")
        @Required
        @Default("false")
        boolean acceptHttpIfAlreadyTerminated,
    @Doc("The id or username of a consumer who stands in for clients without a good token.")
        @Nullable String anonymous,
    @Doc("Whether tokens are good for all services whose plugin says the same.")
        @Required
        @Default("false")
        boolean globalCredentials,
    @Doc("The header that carries the token.") @Default("\"authorization\"") String authHeaderName,
    @Doc("How long a token can be refreshed, in seconds; 0 for ever.")
        @Required
        @Is(Typedef.TTL)
        @Default("1209600")
        double refreshTokenTtl,
    @Doc("Whether a refresh token stays the same when it is used.") @Required @Default("false")
        boolean reuseRefreshToken,
    @Doc("Of whom a code challenge (RFC 7636) is asked: of nobody, public clients, or all.")
        @Default("\"lax\"")
        @OneOf({"none", "lax", "strict"})
        @NotRequired
        @Nullable String pkce,
    @Doc("The realm named in the challenge.") @Since("3.8.0") @NotRequired @Nullable String realm) {

  static final List<Check> CHECKS =
      List.of(Check.conditional("mandatory_scope", Match.eq(true), "scopes", Match.given()));

  /// That there is some way to get a token.
  static final class SomeGrant implements Validator {
    private static final List<String> GRANTS =
        List.of(
            "enable_authorization_code",
            "enable_implicit_grant",
            "enable_client_credentials",
            "enable_password_grant");

    @Override
    public @Nullable String violation(Object config) {
      return config instanceof Map<?, ?> map
              && GRANTS.stream().noneMatch(grant -> Boolean.TRUE.equals(map.get(grant)))
          ? "at least one of these fields must be true: " + String.join(", ", GRANTS)
          : null;
    }
  }
}
