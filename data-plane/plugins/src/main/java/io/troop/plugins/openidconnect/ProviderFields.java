package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where the identity provider is and how to call it. *Immutable.*
record ProviderFields(
    @Doc("The provider's issuer identifier, or the address of its discovery document.")
        @Is(Typedef.URL)
        @Required
        String issuer,
    @Doc(
            "Whether the issuer is a name only, without a discovery document; the endpoints are then all configured.")
        @Default("false")
        boolean usingPseudoIssuer,
    @Doc("Names of headers to add when the discovery document is asked for.")
        @Nullable List<String> discoveryHeadersNames,
    @Doc("Their values, in the same order.") @Nullable List<String> discoveryHeadersValues,
    @Doc("The seconds between two attempts to read the provider's document and keys anew.")
        @Default("30")
        double rediscoveryLifetime,
    @Doc("Addresses of further key sets to trust.")
        @Nullable List<@Is(Typedef.URL) String> extraJwksUris,
    @Doc("Where users log in, in place of what discovery says.") @Is(Typedef.URL)
        @Nullable String authorizationEndpoint,
    @Doc("Where tokens are given out, in place of what discovery says.") @Is(Typedef.URL)
        @Nullable String tokenEndpoint,
    @Doc("Where tokens are introspected, in place of what discovery says.") @Is(Typedef.URL)
        @Nullable String introspectionEndpoint,
    @Doc("Where a user's claims are, in place of what discovery says.") @Is(Typedef.URL)
        @Nullable String userinfoEndpoint,
    @Doc("Where tokens are revoked, in place of what discovery says.") @Is(Typedef.URL)
        @Nullable String revocationEndpoint,
    @Doc("Where users log out, in place of what discovery says.") @Is(Typedef.URL)
        @Nullable String endSessionEndpoint,
    @Doc("Where authorization requests are pushed to, in place of what discovery says.")
        @Is(Typedef.URL)
        @Nullable String pushedAuthorizationRequestEndpoint,
    @Doc("Where clients who show a certificate get tokens.") @Is(Typedef.URL)
        @Nullable String mtlsTokenEndpoint,
    @Doc("Where clients who show a certificate have tokens introspected.") @Is(Typedef.URL)
        @Nullable String mtlsIntrospectionEndpoint,
    @Doc("Where clients who show a certificate have tokens revoked.") @Is(Typedef.URL)
        @Nullable String mtlsRevocationEndpoint,
    @Doc("Not supported yet.") @Is(Typedef.URL) @Nullable String tokenExchangeEndpoint,
    @Doc("The version of HTTP to call the provider with: 1.1, or 1.0, which is taken for 1.1.")
        @Default("1.1")
        double httpVersion,
    @Doc("The proxy for calls to `http` addresses of the provider.") @Is(Typedef.URL)
        @Nullable String httpProxy,
    @Doc("The user and password for it, as in a Basic `Authorization` header.") @Referenceable
        @Nullable String httpProxyAuthorization,
    @Doc("The proxy for calls to `https` addresses of the provider.") @Is(Typedef.URL)
        @Nullable String httpsProxy,
    @Doc("The user and password for it, as in a Basic `Authorization` header.") @Referenceable
        @Nullable String httpsProxyAuthorization,
    @Doc("Hosts, between commas, that are called without a proxy.") @Nullable String noProxy,
    @Doc("Whether connections to the provider are used again.") @Default("true") boolean keepalive,
    @Doc("Whether the provider's certificate must be trusted and be its host's.") @Default("false")
        boolean sslVerify,
    @Doc("The longest wait for each of the provider's answers, in milliseconds.") @Default("10000")
        double timeout,
    @Doc("The id of the certificate that clients authenticate with.")
        @Nullable UUID tlsClientAuthCertId,
    @Doc("Whether the provider's certificate must then be trusted and be its host's.")
        @Default("true")
        boolean tlsClientAuthSslVerify,
    @Doc("Kept for Kong's clients: the configuration is checked when it is written.")
        @Default("false")
        boolean verifyParameters) {}
