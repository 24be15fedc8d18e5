package io.troop.plugins.hmacauth;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `hmac-auth`. *Immutable.*
@Applies(toConsumers = false)
record HmacAuthConfig(
    @Doc("Whether the upstream does not get the signature.") @Required @Default("false")
        boolean hideCredentials,
    @Doc("How many seconds the request's date may be off.") @Default("300") @GreaterThan(0)
        double clockSkew,
    @Doc("The consumer, by id or username, that stands in for clients who fail.")
        @Nullable String anonymous,
    @Doc("Whether the body must be what the Digest header says.") @Required @Default("false")
        boolean validateRequestBody,
    @Doc("Headers that every signature must cover.") @Default("[]")
        @Nullable List<String> enforceHeaders,
    @Doc("The algorithms that are accepted.")
        @Default("[\"hmac-sha1\", \"hmac-sha256\", \"hmac-sha384\", \"hmac-sha512\"]")
        @Nullable List<@OneOf({"hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512"}) String>
            algorithms,
    @Doc("The realm named in the challenge.") @Since("3.8.0") @NotRequired
        @Nullable String realm) {}
