package io.troop.plugins.oauth2;

import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client gets a token for, once. *Immutable.*
///
/// @param challenge the base64url SHA-256 of the verifier that the client has to show; null when it
///   gave none
/// @param plugin the instance that gave it out
record OauthCode(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @References(value = "services", cascade = true) @Default("null") @Nullable Ref service,
    @Required @References(value = "oauth2_credentials", cascade = true) Ref credential,
    @Unique @Auto @NotRequired @Nullable String code,
    @NotRequired @Nullable String authenticatedUserid,
    @Nullable String scope,
    @NotRequired @Nullable String challenge,
    @OneOf("S256") @NotRequired @Nullable String challengeMethod,
    @References(value = "plugins", cascade = true) @Default("null") @Nullable Ref plugin) {}
