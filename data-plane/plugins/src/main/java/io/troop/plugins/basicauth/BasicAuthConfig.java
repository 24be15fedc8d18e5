package io.troop.plugins.basicauth;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import org.jspecify.annotations.Nullable;

/// The configuration of `basic-auth`. *Immutable.*
@Applies(toConsumers = false)
record BasicAuthConfig(
    @Doc("The consumer, by id or username, that stands in for clients who fail.")
        @Nullable String anonymous,
    @Doc("Whether the upstream does not get the credential.") @Required @Default("false")
        boolean hideCredentials,
    @Doc("The realm named in the challenge.") @Required @Default("\"service\"") @Since("3.6.0")
        String realm) {}
