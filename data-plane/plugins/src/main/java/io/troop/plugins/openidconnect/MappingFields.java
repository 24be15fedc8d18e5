package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who a token's holder is to the gateway. *Immutable.*
record MappingFields(
    @Doc("The path to the claim that names the consumer; no consumer is looked for without it.")
        @Nullable List<String> consumerClaim,
    @Doc("What of a consumer it may be.") @Default("[\"username\", \"custom_id\"]")
        List<@OneOf({"custom_id", "id", "username"}) String> consumerBy,
    @Doc("Whether usernames are compared without case.") @Default("false")
        boolean byUsernameIgnoreCase,
    @Doc("Whether a request without such a consumer is let in all the same.") @Default("false")
        boolean consumerOptional,
    @Doc("The path to the claim that stands for a credential when no consumer is looked for.")
        @Default("[\"sub\"]")
        List<String> credentialClaim,
    @Doc("The path to the claim with groups for the acl plugin.")
        @Nullable List<String> authenticatedGroupsClaim) {}
