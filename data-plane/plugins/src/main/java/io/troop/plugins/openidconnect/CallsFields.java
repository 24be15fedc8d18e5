package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is added to calls of the provider. *Immutable.*
record CallsFields(
    @Doc("Names of headers to add to calls of the token endpoint.")
        @Nullable List<String> tokenHeadersNames,
    @Doc("Their values, in the same order.") @Nullable List<String> tokenHeadersValues,
    @Doc("Headers of the client's request to hand on to the token endpoint.")
        @Nullable List<String> tokenHeadersClient,
    @Doc("Headers of the token endpoint's answer to hand to the client.")
        @Nullable List<String> tokenHeadersReplay,
    @Doc("What to put before their names.") @Nullable String tokenHeadersPrefix,
    @Doc("The grants for which they are handed on; all when nothing is said.")
        @Nullable
            List<
                @OneOf({"authorization_code", "client_credentials", "password", "refresh_token"})
                String>
            tokenHeadersGrants,
    @Doc("Names of arguments to add to calls of the token endpoint.")
        @Nullable List<String> tokenPostArgsNames,
    @Doc("Their values, in the same order.") @Nullable List<String> tokenPostArgsValues,
    @Doc("Arguments of the client's request to hand on to the token endpoint.")
        @Nullable List<String> tokenPostArgsClient,
    @Doc("The kind of token to name when one is introspected.") @Default("\"access_token\"")
        String introspectionHint,
    @Doc("The media type introspection answers are asked for in; `application/json` only.")
        @OneOf({"application/json", "application/jwt", "application/token-introspection+jwt"})
        @Default("\"application/json\"")
        String introspectionAccept,
    @Doc("The argument that carries the token to be introspected.") @Default("\"token\"")
        String introspectionTokenParamName,
    @Doc("Names of headers to add to introspections.")
        @Nullable List<String> introspectionHeadersNames,
    @Doc("Their values, in the same order.") @Encrypted
        @Nullable List<@Referenceable String> introspectionHeadersValues,
    @Doc("Headers of the client's request to hand on to introspections.")
        @Nullable List<String> introspectionHeadersClient,
    @Doc("Names of arguments to add to introspections.")
        @Nullable List<String> introspectionPostArgsNames,
    @Doc("Their values, in the same order.") @Nullable List<String> introspectionPostArgsValues,
    @Doc("Arguments of the client's request to hand on to introspections.")
        @Nullable List<String> introspectionPostArgsClient,
    @Doc("Headers of the client's request to hand on to introspections as arguments.")
        @Nullable List<String> introspectionPostArgsClientHeaders,
    @Doc("The argument that carries the token to be revoked.") @Default("\"token\"")
        String revocationTokenParamName,
    @Doc("The media type a user's claims are asked for in; `application/json` only.")
        @OneOf({"application/json", "application/jwt"})
        @Default("\"application/json\"")
        String userinfoAccept,
    @Doc("Names of headers to add when a user's claims are asked for.")
        @Nullable List<String> userinfoHeadersNames,
    @Doc("Their values, in the same order.") @Nullable List<String> userinfoHeadersValues,
    @Doc("Headers of the client's request to hand on then.")
        @Nullable List<String> userinfoHeadersClient,
    @Doc("Names of arguments to add when a user's claims are asked for.")
        @Nullable List<String> userinfoQueryArgsNames,
    @Doc("Their values, in the same order.") @Nullable List<String> userinfoQueryArgsValues,
    @Doc("Arguments of the client's request to hand on then.")
        @Nullable List<String> userinfoQueryArgsClient,
    @Doc("Whether the user's claims are asked for, for consumers, credentials, groups and headers.")
        @Default("false")
        boolean searchUserInfo) {}
