package io.troop.plugins.mtlsauth;

import io.troop.clientcert.CertificateFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Flat;

/// The configuration of `mtls-auth`. *Immutable.*
@Applies(
    toConsumers = false,
    protocols = {"http", "https", "grpc", "grpcs"})
record MtlsAuthConfig(
    @Flat CertificateFields certificates,
    @Doc("Kept for Kong's clients: handshakes name no authorities.") @Default("false")
        boolean sendCaDn) {}
