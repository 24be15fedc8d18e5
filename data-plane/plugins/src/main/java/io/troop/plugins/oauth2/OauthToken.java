package io.troop.plugins.oauth2;

import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client shows to be let in. *Immutable.*
///
/// @param service the one service it is good for; null for all that accept such tokens
/// @param expiresIn seconds after `createdAt`; 0 for never
record OauthToken(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @References(value = "services", cascade = true) @Default("null") @Nullable Ref service,
    @Required @References(value = "oauth2_credentials", cascade = true) Ref credential,
    @Required @Default("\"bearer\"") @OneOf("bearer") String tokenType,
    @Required @Doc("How many seconds it is good for; 0 for ever.") Long expiresIn,
    @Unique @Auto @NotRequired @Nullable String accessToken,
    @Unique @Doc("What a new token can be had for.") @NotRequired @Nullable String refreshToken,
    @Doc("Whom the client acts for.") @NotRequired @Nullable String authenticatedUserid,
    @Doc("What the client may do, in words between spaces.") @Nullable String scope) {

  boolean isOver(double nowSeconds) {
    return expiresIn > 0 && nowSeconds - createdAt > expiresIn;
  }

  @Nullable UUID serviceId() {
    return service == null ? null : service.id();
  }
}
