package io.troop.plugins.headercertauth;

import io.troop.clientcert.CertificateFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Flat;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;

/// The configuration of `header-cert-auth`. *Immutable.*
@Applies(
    toConsumers = false,
    protocols = {"http", "https", "grpc", "grpcs"})
record HeaderCertAuthConfig(
    @Flat CertificateFields certificates,
    @Doc("The header that carries the certificate.") @Required @Is(Typedef.HEADER_NAME)
        String certificateHeaderName,
    @Doc("How it carries it: DER in base64, or PEM in percent-encoding.")
        @Required
        @OneOf({"base64_encoded", "url_encoded"})
        String certificateHeaderFormat,
    @Doc("Whether the header counts from those in `trusted_ips` only.") @Required @Default("true")
        boolean secureSource) {}
