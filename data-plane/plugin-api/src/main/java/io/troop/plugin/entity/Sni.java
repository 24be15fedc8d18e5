package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;
import static io.troop.plugin.schema.annotation.Typedef.WILDCARD_HOST;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A server name and the certificate that TLS clients asking for it get. *Immutable.*
///
/// @param name may have a wildcard as its first or last character
public record Sni(
    @Is(Typedef.UUID) UUID id,
    @Is(WILDCARD_HOST) @Required @Unique(acrossWorkspaces = true) String name,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(TAGS) @Nullable List<String> tags,
    @Doc("The certificate for the name.") @Required @References("certificates") Ref certificate) {}
