package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which headers tell of what was found. A name may be followed by `:bearer`. *Immutable.*
record HeaderNames(
    @Doc("Claims the upstream is told.") @Nullable List<String> upstreamHeadersClaims,
    @Doc("The headers for them, in the same order.") @Nullable List<String> upstreamHeadersNames,
    @Doc("The header that tells the upstream the access token.")
        @Default("\"authorization:bearer\"")
        String upstreamAccessTokenHeader,
    @Doc("The header that tells the upstream the key the access token was signed with.")
        @Nullable String upstreamAccessTokenJwkHeader,
    @Doc("The header that tells the upstream the ID token.") @Nullable String upstreamIdTokenHeader,
    @Doc("The header that tells the upstream the key the ID token was signed with.")
        @Nullable String upstreamIdTokenJwkHeader,
    @Doc("The header that tells the upstream the refresh token.")
        @Nullable String upstreamRefreshTokenHeader,
    @Doc("The header that tells the upstream the user's claims.")
        @Nullable String upstreamUserInfoHeader,
    @Doc("Not supported yet.") @Nullable String upstreamUserInfoJwtHeader,
    @Doc("The header that tells the upstream what introspection said.")
        @Nullable String upstreamIntrospectionHeader,
    @Doc("Not supported yet.") @Nullable String upstreamIntrospectionJwtHeader,
    @Doc("The header that tells the upstream the session's id.")
        @Nullable String upstreamSessionIdHeader,
    @Doc("Claims the client is told.") @Nullable List<String> downstreamHeadersClaims,
    @Doc("The headers for them, in the same order.") @Nullable List<String> downstreamHeadersNames,
    @Doc("The header that tells the client the access token.")
        @Nullable String downstreamAccessTokenHeader,
    @Doc("The header that tells the client the key the access token was signed with.")
        @Nullable String downstreamAccessTokenJwkHeader,
    @Doc("The header that tells the client the ID token.") @Nullable String downstreamIdTokenHeader,
    @Doc("The header that tells the client the key the ID token was signed with.")
        @Nullable String downstreamIdTokenJwkHeader,
    @Doc("The header that tells the client the refresh token.")
        @Nullable String downstreamRefreshTokenHeader,
    @Doc("The header that tells the client the user's claims.")
        @Nullable String downstreamUserInfoHeader,
    @Doc("Not supported yet.") @Nullable String downstreamUserInfoJwtHeader,
    @Doc("The header that tells the client what introspection said.")
        @Nullable String downstreamIntrospectionHeader,
    @Doc("Not supported yet.") @Nullable String downstreamIntrospectionJwtHeader,
    @Doc("The header that tells the client the session's id.")
        @Nullable String downstreamSessionIdHeader) {}
