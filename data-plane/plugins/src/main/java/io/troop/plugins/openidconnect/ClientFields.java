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

/// Who the gateway is to the provider. Lists have an entry for each client. *Immutable.*
record ClientFields(
    @Doc(
            "The ids the gateway has at the provider; the first one is used unless the request names another.")
        @Encrypted
        @Nullable List<@Referenceable String> clientId,
    @Doc("Their secrets.") @Encrypted @Nullable List<@Referenceable String> clientSecret,
    @Doc("How they authenticate; the provider's metadata decide where nothing is said.")
        @Nullable
            List<
                @OneOf({
                  "client_secret_basic",
                  "client_secret_jwt",
                  "client_secret_post",
                  "none",
                  "private_key_jwt",
                  "self_signed_tls_client_auth",
                  "tls_client_auth"
                })
                String>
            clientAuth,
    @Doc("What `client_secret_jwt` and `private_key_jwt` are signed with.")
        @Nullable
            List<
                @OneOf({
                  "ES256", "ES384", "ES512", "EdDSA", "HS256", "HS384", "HS512", "PS256", "PS384",
                  "PS512", "RS256", "RS384", "RS512"
                })
                String>
            clientAlg,
    @Doc("Their private keys, for `private_key_jwt`.") @Nullable List<ClientJwk> clientJwk,
    @Doc("The request's argument that names the client to use.") @Default("\"client_id\"")
        String clientArg,
    @Doc("How clients authenticate at the token endpoint.")
        @OneOf({
          "client_secret_basic",
          "client_secret_jwt",
          "client_secret_post",
          "none",
          "private_key_jwt",
          "self_signed_tls_client_auth",
          "tls_client_auth"
        })
        @Nullable String tokenEndpointAuthMethod,
    @Doc("How clients authenticate at the introspection endpoint.")
        @OneOf({
          "client_secret_basic",
          "client_secret_jwt",
          "client_secret_post",
          "none",
          "private_key_jwt",
          "self_signed_tls_client_auth",
          "tls_client_auth"
        })
        @Nullable String introspectionEndpointAuthMethod,
    @Doc("How clients authenticate at the revocation endpoint.")
        @OneOf({
          "client_secret_basic",
          "client_secret_jwt",
          "client_secret_post",
          "none",
          "private_key_jwt",
          "self_signed_tls_client_auth",
          "tls_client_auth"
        })
        @Nullable String revocationEndpointAuthMethod,
    @Doc("How clients authenticate where requests are pushed to.")
        @OneOf({
          "client_secret_basic",
          "client_secret_jwt",
          "client_secret_post",
          "none",
          "private_key_jwt",
          "self_signed_tls_client_auth",
          "tls_client_auth"
        })
        @Nullable String pushedAuthorizationRequestEndpointAuthMethod,
    @Doc("Where the provider sends users back to; the address of the request when nothing is said.")
        @Nullable List<@Is(Typedef.URL) String> redirectUri,
    @Doc(
            "Where users go after they logged in, for the login action `redirect`; back to what they asked for when nothing is said.")
        @Nullable List<@Referenceable @Is(Typedef.URL) String> loginRedirectUri,
    @Doc("Where users go after they logged out.")
        @Nullable List<@Referenceable @Is(Typedef.URL) String> logoutRedirectUri,
    @Doc("Where refused users go in place of an answer 403.")
        @Nullable List<@Is(Typedef.URL) String> forbiddenRedirectUri,
    @Doc("Where unknown users go in place of an answer 401.")
        @Nullable List<@Is(Typedef.URL) String> unauthorizedRedirectUri,
    @Doc("Where users go in place of an answer 500.")
        @Nullable List<@Is(Typedef.URL) String> unexpectedRedirectUri) {}
