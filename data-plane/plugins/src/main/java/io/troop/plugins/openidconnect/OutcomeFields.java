package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How logins, logouts and refusals are answered. *Immutable.*
record OutcomeFields(
    @Doc(
            "What follows a login: the request goes on, or is answered, or the client is sent elsewhere.")
        @OneOf({"redirect", "response", "upstream"})
        @Default("\"upstream\"")
        String loginAction,
    @Doc("The grants whose requests are logins.") @Default("[\"authorization_code\"]")
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
            loginMethods,
    @Doc("What a login's answer tells.") @Default("[\"id_token\"]")
        List<
                @OneOf({"access_token", "id_token", "introspection", "refresh_token", "tokens"})
                String>
            loginTokens,
    @Doc("Where in an address it tells it.") @OneOf({"fragment", "query"}) @Default("\"fragment\"")
        String loginRedirectMode,
    @Doc("The methods of requests that may log out.") @Default("[\"POST\", \"DELETE\"]")
        List<@OneOf({"DELETE", "GET", "POST"}) String> logoutMethods,
    @Doc("The query argument that logs out.") @Nullable String logoutQueryArg,
    @Doc("The field of a body that logs out.") @Nullable String logoutPostArg,
    @Doc("The end of a path that logs out.") @Nullable String logoutUriSuffix,
    @Doc("Whether tokens are revoked at logout.") @Default("false") boolean logoutRevoke,
    @Doc("Whether that includes the access token.") @Default("true")
        boolean logoutRevokeAccessToken,
    @Doc("Whether that includes the refresh token.") @Default("true")
        boolean logoutRevokeRefreshToken,
    @Doc("The message of an answer 401.") @Default("\"Unauthorized\"")
        String unauthorizedErrorMessage,
    @Doc("Whether an answer 401 ends the session.") @Default("true")
        boolean unauthorizedDestroySession,
    @Doc("The message of an answer 403.") @Default("\"Forbidden\"") String forbiddenErrorMessage,
    @Doc("Whether an answer 403 ends the session.") @Default("true")
        boolean forbiddenDestroySession,
    @Doc("Whether refusals tell the reason.") @Default("false") boolean displayErrors,
    @Doc("Whether `WWW-Authenticate` tells the error (RFC 6750).") @Default("true")
        boolean exposeErrorCode) {}
