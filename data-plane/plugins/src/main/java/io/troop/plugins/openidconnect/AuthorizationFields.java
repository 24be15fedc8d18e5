package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The authorization code flow. *Immutable.*
record AuthorizationFields(
    @Doc("The scopes to ask for.") @Default("[\"openid\"]") List<@Referenceable String> scopes,
    @Doc("The audiences to ask for.") @Nullable List<String> audience,
    @Doc("What to ask the authorization endpoint for; `code` only.") @Default("[\"code\"]")
        List<String> responseType,
    @Doc("How the provider is to hand over its answer: `query` or `form_post`.")
        @OneOf({
          "form_post",
          "form_post.jwt",
          "fragment",
          "fragment.jwt",
          "jwt",
          "query",
          "query.jwt"
        })
        @Default("\"query\"")
        String responseMode,
    @Doc("How many seconds ago the user may have logged in at the provider.")
        @Nullable Double maxAge,
    @Doc("Names of arguments to add to the authorization request.")
        @Nullable List<String> authorizationQueryArgsNames,
    @Doc("Their values, in the same order.") @Nullable List<String> authorizationQueryArgsValues,
    @Doc("Arguments of the client's request to hand on in it.")
        @Nullable List<String> authorizationQueryArgsClient,
    @Doc("Whether the arguments of the first request are there again after the login.")
        @Default("false")
        boolean preserveQueryArgs,
    @Doc("Whether to use PKCE (RFC 7636); the provider's metadata decide when nothing is said.")
        @Nullable Boolean requireProofKeyForCodeExchange,
    @Doc(
            "Whether to push authorization requests (RFC 9126); the provider's metadata decide when nothing is said.")
        @Nullable Boolean requirePushedAuthorizationRequests,
    @Doc("Not supported yet.") @Nullable Boolean requireSignedRequestObject,
    @Doc("The cookie that remembers a login under way.") @Default("\"authorization\"")
        String authorizationCookieName,
    @Doc("The paths it is for.") @Default("\"/\"") String authorizationCookiePath,
    @Doc("The domain it is for.") @Nullable String authorizationCookieDomain,
    @Doc("Whether it goes along with requests of other sites.")
        @OneOf({"Default", "Lax", "None", "Strict"})
        @Default("\"Default\"")
        String authorizationCookieSameSite,
    @Doc("Whether scripts don't see it.") @Default("true") boolean authorizationCookieHttpOnly,
    @Doc("Whether it goes over encrypted connections only; as the request is when nothing is said.")
        @Nullable Boolean authorizationCookieSecure,
    @Doc("How many seconds a login may take.") @Default("600")
        double authorizationRollingTimeout) {}
