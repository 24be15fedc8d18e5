package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sessions in cookies. Times are in seconds. *Immutable.*
record SessionFields(
    @Doc("The grants that begin no session.")
        @Nullable
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
            disableSession,
    @Doc("Whether the tokens of a session are verified at each request.") @Default("false")
        boolean reverify,
    @Doc("Whether a session's access token is refreshed when its time is over.") @Default("true")
        boolean refreshTokens,
    @Doc("What sessions are encrypted with; without it they end with the node.")
        @Referenceable
        @Encrypted
        @Nullable String sessionSecret,
    @Doc("What sessions are for; one for something else does not open.") @Default("\"default\"")
        String sessionAudience,
    @Doc("The cookie's name.") @Default("\"session\"") String sessionCookieName,
    @Doc("The paths the cookie is for.") @Default("\"/\"") String sessionCookiePath,
    @Doc("The domain the cookie is for.") @Nullable String sessionCookieDomain,
    @Doc("Whether the cookie goes along with requests of other sites.")
        @OneOf({"Default", "Lax", "None", "Strict"})
        @Default("\"Lax\"")
        String sessionCookieSameSite,
    @Doc("Whether scripts don't see the cookie.") @Default("true") boolean sessionCookieHttpOnly,
    @Doc(
            "Whether the cookie goes over encrypted connections only; as the request is when nothing is said.")
        @Nullable Boolean sessionCookieSecure,
    @Doc("How long a session lasts without a request.") @Default("900") double sessionIdlingTimeout,
    @Doc("How long a session lasts until it is renewed.") @Default("3600")
        double sessionRollingTimeout,
    @Doc("How long a session lasts at all.") @Default("86400") double sessionAbsoluteTimeout,
    @Doc("Whether the cookie outlasts the browser.") @Default("false") boolean sessionRemember,
    @Doc("Kept for Kong's clients: there is one cookie.") @Default("\"remember\"")
        String sessionRememberCookieName,
    @Doc("How long a session that outlasts the browser lasts until it is renewed.")
        @Default("604800")
        double sessionRememberRollingTimeout,
    @Doc("How long a session that outlasts the browser lasts at all.") @Default("2592000")
        double sessionRememberAbsoluteTimeout,
    @Doc("What of the session the upstream is told.")
        @Nullable
            List<
                @OneOf({
                  "absolute-timeout",
                  "audience",
                  "id",
                  "idling-timeout",
                  "rolling-timeout",
                  "subject",
                  "timeout"
                })
                String>
            sessionRequestHeaders,
    @Doc("What of the session the client is told.")
        @Nullable
            List<
                @OneOf({
                  "absolute-timeout",
                  "audience",
                  "id",
                  "idling-timeout",
                  "rolling-timeout",
                  "subject",
                  "timeout"
                })
                String>
            sessionResponseHeaders,
    @Doc("Where sessions are kept: `cookie` or `redis`.")
        @OneOf({"cookie", "memcache", "memcached", "redis"})
        @Default("\"cookie\"")
        String sessionStorage,
    @Doc("Kept for Kong's clients: no metadata is kept.") @Default("false")
        boolean sessionStoreMetadata,
    @Doc("Kept for Kong's clients: no metadata is kept.") @Default("false")
        boolean sessionEnforceSameSubject,
    @Doc("Kept for Kong's clients: no metadata is kept.") @Default("false")
        boolean sessionHashSubject,
    @Doc("Whether Redis gets to know a digest of a session's id only.") @Default("false")
        boolean sessionHashStorageKey,
    @Doc("Not supported yet.") @Default("\"127.0.0.1\"") String sessionMemcachedHost,
    @Doc("Not supported yet.") @Is(Typedef.PORT) @Default("11211") int sessionMemcachedPort,
    @Doc("Not supported yet.") @Nullable String sessionMemcachedPrefix,
    @Doc("Not supported yet.") @Nullable String sessionMemcachedSocket,
    @Doc("The Redis server for sessions.") @Nullable SessionRedis redis) {}
