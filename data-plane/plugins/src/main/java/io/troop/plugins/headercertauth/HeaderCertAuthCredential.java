package io.troop.plugins.headercertauth;

import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// That a name in certificates is a consumer's. *Immutable.*
///
/// @param caCertificate the authority whose certificates count; null for any
record HeaderCertAuthCredential(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Required @Doc("A subject alternative name or the common name of the certificate.")
        String subjectName,
    @References(value = "ca_certificates", cascade = true)
        @Doc("The authority that has to have issued it.")
        @Nullable Ref caCertificate,
    @Is(Typedef.TAGS) @Nullable List<String> tags) {}
