package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request may show, and where. *Immutable.*
record CredentialsFields(
    @Doc("The kinds of credentials and grants that are accepted.")
        @Default(
            "[\"password\", \"client_credentials\", \"authorization_code\", \"bearer\", \"introspection\", \"userinfo\", \"kong_oauth2\", \"refresh_token\", \"session\"]")
        List<
                @OneOf({
                  "authorization_code",
                  "bearer",
                  "client_credentials",
                  "introspection",
                  "kong_oauth2",
                  "password",
                  "refresh_token",
                  "session",
                  "userinfo"
                })
                String>
            authMethods,
    @Doc("Where a token may be.") @Default("[\"header\", \"query\", \"body\"]")
        List<@OneOf({"body", "cookie", "header", "query"}) String> bearerTokenParamType,
    @Doc("The cookie that may hold it.") @Nullable String bearerTokenCookieName,
    @Doc("Where a client's id and secret may be.") @Default("[\"header\", \"query\", \"body\"]")
        List<@OneOf({"body", "header", "query"}) String> clientCredentialsParamType,
    @Doc("Where a user's name and password may be.") @Default("[\"header\", \"query\", \"body\"]")
        List<@OneOf({"body", "header", "query"}) String> passwordParamType,
    @Doc("Where a refresh token may be.") @Default("[\"header\", \"query\", \"body\"]")
        List<@OneOf({"body", "header", "query"}) String> refreshTokenParamType,
    @Doc("The name of the argument or header that holds it.")
        @Nullable String refreshTokenParamName,
    @Doc("Where an ID token may be.") @Default("[\"header\", \"query\", \"body\"]")
        List<@OneOf({"body", "header", "query"}) String> idTokenParamType,
    @Doc("The name of the argument or header that holds it; none is looked for without a name.")
        @Nullable String idTokenParamName,
    @Doc("Whether the upstream is not shown what the request was accepted for.") @Default("false")
        boolean hideCredentials,
    @Doc("The consumer, by id or username, that stands in for clients who fail.")
        @Nullable String anonymous,
    @Doc("Whether OPTIONS requests need credentials, too.") @Default("true")
        boolean runOnPreflight) {}
